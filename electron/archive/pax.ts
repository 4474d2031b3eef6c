/**
 * The records of pax headers (pax(1p), "pax Extended Header"), as bytes: a value may hold newlines, NULs and what is not
 * text at all.
 */
export interface PaxRecord {
  /** A byte string. */
  readonly keyword: string;
  readonly value: Buffer;
}

const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const ZERO = 0x30;

/** Linux lists 64 KiB of names for a file, of seven bytes at least. */
const MOST_RECORDS = 16_384;

export interface PaxRecords {
  readonly records: readonly PaxRecord[];
  /** There are more of them. */
  readonly isCut: boolean;
  /** What is wrong behind the last of them: tar goes on without the others, and fails in the end. */
  readonly problem?: string;
}

/** `31 SCHILY.xattr.user.note=k=%v\n`, one after the other (xheader.c, `decode_record`). */
export function parseRecords(data: Buffer): PaxRecords {
  const records: PaxRecord[] = [];
  let start = 0;
  while (start < data.length) {
    const lengthAt = behindBlanks(data, start);
    if (lengthAt === data.length || data[lengthAt] === 0) break;
    if (records.length === MOST_RECORDS) return { records, isCut: true };
    const lengthEnd = behindDigits(data, lengthAt);
    const end = lengthEnd === lengthAt ? NaN : start + Number(data.toString('latin1', lengthAt, lengthEnd));
    const keywordAt = behindBlanks(data, lengthEnd);
    const equals = data.indexOf(EQUALS, keywordAt);
    if (!(end <= data.length) || keywordAt === lengthEnd || equals < 0 || equals >= end || data[end - 1] !== NEWLINE) {
      return { records, isCut: false, problem: `record ${records.length + 1} of an extended header is malformed` };
    }
    records.push({ keyword: data.toString('latin1', keywordAt, equals), value: data.subarray(equals + 1, end - 1) });
    start = end;
  }
  return { records, isCut: false };
}

function behindBlanks(data: Buffer, from: number): number {
  let at = from;
  while (data[at] === SPACE || data[at] === TAB) at += 1;
  return at;
}

function behindDigits(data: Buffer, from: number): number {
  let at = from;
  for (let digit = (data[at] ?? 0) - ZERO; digit >= 0 && digit < 10; digit = (data[at] ?? 0) - ZERO) at += 1;
  return at;
}

/** Names of attributes with their values. ACLs that tar has packed as text stand under their keywords. */
export type Attributes = ReadonlyMap<string, Buffer>;

const XATTR = 'SCHILY.xattr.';
export const ACL_TEXTS = ['SCHILY.acl.access', 'SCHILY.acl.default'] as const;
/** A label of SELinux as text; as an attribute it has a NUL at its end. */
export const LABEL = 'RHT.security.selinux';

export const NO_ATTRIBUTES: Attributes = new Map();

/** What the records say of attributes that tar sets; the last of a name counts. @param common what was said before of all members */
export function attributesOf(records: readonly PaxRecord[], common: Attributes = NO_ATTRIBUTES): Attributes {
  let attributes: Map<string, Buffer> | undefined;
  for (const { keyword, value } of records) {
    const name = attributeName(keyword);
    if (name !== undefined) (attributes ??= new Map(common)).set(name, value);
  }
  if (!attributes) return common;
  for (const acl of ACL_TEXTS) if (attributes.get(acl)?.length === 0) attributes.delete(acl);
  return attributes;
}

/** tar writes `%25` and `%3D` where a name has `%` or `=` (`xattr_encode_keyword` in its xheader.c). */
function attributeName(keyword: string): string | undefined {
  if (keyword.startsWith(XATTR)) return keyword.slice(XATTR.length).replace(/%(25|3D)/g, (_, code) => (code === '25' ? '%' : '='));
  return keyword === LABEL || ACL_TEXTS.some((acl) => acl === keyword) ? keyword : undefined;
}

/** Keywords of which tar makes something, and such that it passes over in silence (`xhdr_tab` in its xheader.c). */
const KNOWN = new Set([
  ...'atime comment charset ctime gid gname linkpath mtime path size uid uname'.split(' '),
  LABEL,
  ...ACL_TEXTS,
  ...'name major minor realsize numblocks size offset numbytes map'.split(' ').map((field) => `GNU.sparse.${field}`),
  ...'dumpdir volume.label volume.filename volume.size volume.offset'.split(' ').map((field) => `GNU.${field}`),
]);

/** Not missed: where the member lay before, how it was packed, sums of the record itself (tarlz(1)), and what is for other systems' programs. */
const BOOKKEEPING =
  /^(?:LIBARCHIVE\.(?:creationtime|symlinktype)|SCHILY\.(?:dev|ino|nlink|dev(?:major|minor)|realsize|filetype|tarfiletype|dir|offset|release|archtype|volhdr\..*)|SUN\.dev(?:major|minor)|GNU\.crc32|APK-TOOLS\..*|hdrcharset)$/;

/** Whether tar does not know a keyword, and something of the member is lost with it. */
export function isMissed(keyword: string): boolean {
  return !KNOWN.has(keyword) && !keyword.startsWith(XATTR) && !BOOKKEEPING.test(keyword);
}

/** `LIBARCHIVE.xattr.user.a%20b` is what bsdtar before 3.3 wrote alone, and later beside `SCHILY.xattr.user.a b`, with the value in base64. */
export function libarchiveXattr(keyword: string): string | undefined {
  const name = /^LIBARCHIVE\.xattr\.(.+)$/.exec(keyword)?.[1];
  return name?.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
