import { linesOf, replaceFirst, textOf } from './lines.ts';

/** passwd(5), shadow(5), group(5) and gshadow: lines of fields between colons. Lines that are not understood stay as they are. */

/** Who a user is, or is going to be. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** There is no such user yet. */
  readonly isNew: boolean;
}

/** The one that is there; else the first number from 1000 on (login.defs(5), UID_MIN) that neither a user nor a group has. */
export function accountOf(name: string, { passwd, group }: { readonly passwd: string | undefined; readonly group: string | undefined }): Account {
  const [, , uid = '', gid = '', , home = ''] = fieldsOf(passwd, name);
  if (isNumber(uid) && isNumber(gid)) return { name, uid: Number(uid), gid: Number(gid), home, isNew: false };
  const free = freeNumber([passwd, group]);
  const [, , ofGroup = ''] = fieldsOf(group, name);
  return { name, uid: free, gid: isNumber(ofGroup) ? Number(ofGroup) : free, home: `/home/${name}`, isNew: true };
}

function isNumber(field: string): boolean {
  return /^[0-9]{1,9}$/.test(field);
}

function freeNumber(files: readonly (string | undefined)[]): number {
  const taken = new Set(files.flatMap((text) => linesOf(text).map((line) => line.split(':')[2])));
  let number = 1000;
  while (taken.has(String(number))) number += 1;
  return number;
}

function fieldsOf(text: string | undefined, name: string): readonly string[] {
  return (
    linesOf(text)
      .map((line) => line.split(':'))
      .find(([first]) => first === name) ?? []
  );
}

/** A password is never here. */
export function withUser(passwd: string | undefined, { name, uid, gid, home, isNew }: Account, shell: string): string {
  const line = isNew ? [name, 'x', uid, gid, '', home, shell] : fieldsOf(passwd, name).toSpliced(1, 1, 'x');
  return replaceFirst(passwd, isOf(name), line.join(':'));
}

function isOf(name: string): (line: string) => boolean {
  return (line) => line.startsWith(`${name}:`);
}

/**
 * Without a password it is `*`, which no password is, and not `!`: sshd without PAM takes that for a locked account and refuses its keys, too.
 * The day of the last change stays empty, by which passwords do not age. One who has a password keeps it unless there is another.
 */
export function withPassword(shadow: string | undefined, name: string, hash: string | undefined): string {
  const there = fieldsOf(shadow, name);
  if (there.length > 0 && hash === undefined) return textOf(linesOf(shadow));
  const line = there.length > 1 ? there.toSpliced(1, 1, hash ?? '*') : [name, hash ?? '*', '', '0', '99999', '7', '', '', ''];
  return replaceFirst(shadow, isOf(name), line.join(':'));
}

/** One that somebody can type, or none at all, with which anybody gets in. */
export function hasPassword(shadow: string | undefined, name: string): boolean {
  const [, hash = '*'] = fieldsOf(shadow, name);
  return hash === '' || hash.startsWith('$');
}

/** Groups of people who use a machine, as installers of Debian, Raspberry Pi OS, Arch, Alpine and Void give them; those that a tree has count. */
const USUAL = ['audio', 'video', 'render', 'input', 'plugdev', 'netdev', 'network', 'dialout', 'cdrom', 'users', 'gpio', 'i2c', 'spi'];
const ADMINISTRATORS = ['sudo', 'wheel', 'adm'];

/** A group of the user's own, and a place in those that are there. */
export function withMember(group: string | undefined, { name, gid, isNew }: Account, isAdministrator: boolean): string {
  const lines = joined(group, name, isAdministrator);
  const needsOwn = isNew && !lines.some(isOf(name));
  return textOf(needsOwn ? [...lines, `${name}:x:${gid}:`] : lines);
}

/** The same of the shadow of groups (gshadow(5)), whose fields are others, but the last. */
export function withShadowMember(gshadow: string | undefined, { name, isNew }: Account, isAdministrator: boolean): string {
  const lines = joined(gshadow, name, isAdministrator);
  const needsOwn = isNew && !lines.some(isOf(name));
  return textOf(needsOwn ? [...lines, `${name}:!::`] : lines);
}

function joined(text: string | undefined, name: string, isAdministrator: boolean): string[] {
  const groups = [...USUAL, ...(isAdministrator ? ADMINISTRATORS : [])];
  return linesOf(text).map((line) => {
    const fields = line.split(':');
    if (fields.length !== 4 || !groups.includes(fields[0] ?? '')) return line;
    const members = (fields[3] ?? '').split(',').filter((member) => member !== '');
    return members.includes(name) ? line : [...fields.slice(0, 3), [...members, name].join(',')].join(':');
  });
}
