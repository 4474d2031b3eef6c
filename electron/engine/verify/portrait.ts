import { createHash } from 'node:crypto';
import { textOf } from '../../archive/tarHeader.ts';
import { ACL_TEXTS, type Attributes, LABEL } from '../../archive/pax.ts';
import { aclFromAttribute, aclFromText, isMode, type Numbers, permissionsOf, unknownNames } from './acl.ts';

/** What a member's attributes are, in a form in which they can be kept for many members, and compared. */

/** By name: short values one character a byte, longer ones as length and hash, ACLs as `acl.ts` writes them. */
export type Portrait = ReadonlyMap<string, string>;

export const ACCESS = 'system.posix_acl_access';
export const DEFAULT = 'system.posix_acl_default';
/** No attribute: the mode that a file shows by an ACL that came as text, three octal digits. */
export const SHOWN = 'mode';

const NO_NUMBERS: Numbers = { u: new Map(), g: new Map() };

/** Of the archive's member, or of the file on the drive: the one may have ACLs and a label as text, the other has none. */
export function portraitOf(attributes: Attributes, numbers = NO_NUMBERS): Portrait {
  const plain = [...attributes].filter(([name]) => !/^(SCHILY|RHT)\./.test(name)).map(([name, value]) => [name, valueOf(name, value)] as const);
  const acls = aclsFromText(attributes, numbers);
  const found = new Map([...plain, ...labelFromText(attributes), ...acls, ...shownBy(acls)]);
  if (isMode(found.get(ACCESS) ?? '')) found.delete(ACCESS);
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function shownBy(acls: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return acls.flatMap(([name, acl]) => (name === ACCESS && unknownNames(acl).length === 0 ? [[SHOWN, permissionsOf(acl).toString(8)] as const] : []));
}

/** tar sets it last, as a string of C, with the NUL that it has as an attribute. */
function labelFromText(attributes: Attributes): (readonly [string, string])[] {
  const text = attributes.get(LABEL);
  return text ? [['security.selinux', valueOf('security.selinux', Buffer.from(`${textOf(text)}\0`, 'latin1'))]] : [];
}

/** Where tar has packed one both ways it sets the text last, unless there is a name in it that it does not know. */
function aclsFromText(attributes: Attributes, numbers: Numbers): (readonly [string, string])[] {
  return ACL_TEXTS.flatMap((keyword) => {
    const name = keyword === 'SCHILY.acl.access' ? ACCESS : DEFAULT;
    const text = attributes.get(keyword);
    const acl = text && aclFromText(text.toString('latin1'), numbers);
    return acl && !(attributes.has(name) && unknownNames(acl).length > 0) ? [[name, acl] as const] : [];
  });
}

const LONGEST = 64;

function valueOf(name: string, value: Buffer): string {
  const acl = name === ACCESS || name === DEFAULT ? aclFromAttribute(value) : undefined;
  if (acl !== undefined) return acl;
  if (name === 'security.capability' && isOfRoot(value)) return valueOf(name, asSecond(value));
  return value.length <= LONGEST ? value.toString('latin1') : `${value.length} bytes, sha256 ${createHash('sha256').update(value).digest('hex')}`;
}

/** Revisions of file capabilities (`linux/capability.h`): the third tells whose root has them, and that of the machine is what the second means. */
const SECOND = 0x0200_0000;
const THIRD = 0x0300_0000;
const REVISION = 0xff00_0000;

function isOfRoot(value: Buffer): boolean {
  return value.length === 24 && (value.readUInt32LE(0) & REVISION) >>> 0 === THIRD && value.readUInt32LE(20) === 0;
}

/** As the kernel gives it back. */
function asSecond(value: Buffer): Buffer {
  const second = Buffer.from(value.subarray(0, 20));
  second.writeUInt32LE(((value.readUInt32LE(0) & ~REVISION) | SECOND) >>> 0, 0);
  return second;
}

/** Portraits of members by normalised name. What is the same for many, such as a label, is kept once. */
export interface Album {
  readonly portraits: ReadonlyMap<string, Portrait>;
  /** What it has of a member is replaced; by nothing beyond the limit, or where there were too many attributes. */
  readonly add: (name: string, attributes: Attributes | null) => void;
}

/**
 * @param most characters that portraits may have in all, names of members apart
 * @param numbers of the names in an archive's ACLs
 */
export function openAlbum(most: number, numbers = NO_NUMBERS): Album {
  const portraits = new Map<string, Portrait>();
  const kept = new Map<string, Portrait>();
  let size = 0;
  const add = (name: string, attributes: Attributes | null): void => {
    portraits.delete(name);
    if (!attributes) return;
    const portrait = portraitOf(attributes, numbers);
    const key = JSON.stringify([...portrait]);
    const known = kept.get(key);
    if (!known) size += key.length;
    if (size > most) return;
    if (!known) kept.set(key, portrait);
    portraits.set(name, known ?? portrait);
  };
  return { portraits, add };
}
