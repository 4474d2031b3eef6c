import type { AclNames } from '../../../shared/facts.ts';

/**
 * Access control lists in one form, whichever of two they come in: tar's text (acl(5), "ACL TEXT FORMS"), and the kernel's
 * attribute (`linux/posix_acl_xattr.h`), which programs pack that know nothing of ACLs, and which tells numbers only.
 */

/** Of the names that tar was told of. */
export interface Numbers {
  readonly u: ReadonlyMap<string, number>;
  readonly g: ReadonlyMap<string, number>;
}

export function numbersOf({ users, groups }: AclNames): Numbers {
  return { u: new Map(users), g: new Map(groups) };
}

/** `group:4:r-x`, one entry a line, in order. Names that stand for no number stay as they are. */
type Canonical = string;

const TAGS: Readonly<Record<string, string>> = { u: 'user', g: 'group', m: 'mask', o: 'other' };
/** Tag, qualifier, permissions, and the number that star writes behind a name. */
const ENTRY = /^([ugmo])[a-z]*:([^:]*):([rwx-]*)(?::(\d+))?$/;

/** `user::rw-\nuser:1234:rwx\ngroup:adm:r--\nmask::rwx\nother::r--\n`, or the same with commas. */
export function aclFromText(text: string, numbers: Numbers): Canonical {
  const entries = text.split(/[\n,]/).map((line) => (line.split('#', 1)[0] as string).trim());
  return canonical(entries.filter((entry) => entry !== '').map((entry) => readEntry(entry, numbers)));
}

function readEntry(entry: string, numbers: Numbers): string {
  const [, tag = '', who = '', may = '', number] = ENTRY.exec(entry) ?? [];
  if (tag === '') return entry;
  const known = tag === 'u' || tag === 'g' ? numbers[tag].get(who) : undefined;
  // tar leaves the number out and looks the name up: one that it cannot find is not set.
  return `${TAGS[tag]}:${known === undefined ? who : (number ?? known)}:${permissions((c) => may.includes(c))}`;
}

const VERSION = 2;
const KINDS: Readonly<Record<number, readonly [tag: string, isNamed: boolean]>> = {
  0x01: ['user', false],
  0x02: ['user', true],
  0x04: ['group', false],
  0x08: ['group', true],
  0x10: ['mask', false],
  0x20: ['other', false],
};

/** @returns undefined if it is nothing of that kind */
export function aclFromAttribute(value: Buffer): Canonical | undefined {
  if (value.length < 4 || value.length % 8 !== 4 || value.readUInt32LE(0) !== VERSION) return undefined;
  const entries: string[] = [];
  for (let at = 4; at < value.length; at += 8) {
    const [tag, isNamed] = KINDS[value.readUInt16LE(at)] ?? ['?', true];
    const bits = value.readUInt16LE(at + 2);
    entries.push(`${tag}:${isNamed ? value.readUInt32LE(at + 4) : ''}:${permissions((c) => (bits & BITS[c]) !== 0)}`);
  }
  return canonical(entries);
}

const BITS = { r: 4, w: 2, x: 1 } as const;

function permissions(has: (c: keyof typeof BITS) => boolean): string {
  return (['r', 'w', 'x'] as const).map((c) => (has(c) ? c : '-')).join('');
}

function canonical(entries: readonly string[]): Canonical {
  return entries.toSorted().join('\n');
}

/** Owner, group and others, and nothing else: the mode says all of that, and no filesystem keeps it as an ACL. */
export function isMode(acl: Canonical): boolean {
  return acl.split('\n').every((entry) => /^(user|group|other)::/.test(entry));
}

/** The entries that are the three digits of a mode: with a mask, it stands for the group. */
function shownBy(acl: Canonical): readonly [user: string, group: string, other: string] {
  return ['user::', /^mask::/m.test(acl) ? 'mask::' : 'group::', 'other::'];
}

/** The mode that a file with an ACL shows, without its highest digit. */
export function permissionsOf(acl: Canonical): number {
  const entries = acl.split('\n');
  const digit = (entry: string): number => {
    const may = entries.find((each) => each.startsWith(entry))?.slice(entry.length) ?? '';
    return (['r', 'w', 'x'] as const).reduce((sum, c) => sum + (may.includes(c) ? BITS[c] : 0), 0);
  };
  return shownBy(acl).reduce((mode, entry) => mode * 8 + digit(entry), 0);
}

/** What chmod(2) makes of an ACL. */
export function withPermissions(acl: Canonical, mode: number): Canonical {
  const shown = shownBy(acl);
  const entries = acl.split('\n').map((entry) => {
    const place = shown.findIndex((start) => entry.startsWith(start));
    if (place < 0) return entry;
    const digit = mode >> (6 - 3 * place);
    return `${shown[place]}${permissions((c) => (digit & BITS[c]) !== 0)}`;
  });
  return canonical(entries);
}

/** Users and groups that have no number: tar knows those that it was told of (`extract/cell.ts`). */
export function unknownNames(acl: Canonical): string[] {
  return acl.split('\n').flatMap((entry) => {
    const who = entry.split(':')[1] ?? entry;
    return who === '' || /^\d+$/.test(who) ? [] : [who];
  });
}
