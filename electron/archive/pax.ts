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
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/** Linux lists 64 KiB of names for a file, of seven bytes at least. */
const MOST_RECORDS = 16_384;

/**
 * `31 SCHILY.xattr.user.note=k=%v\n`, one after the other. As tar does, it stops at the first that is none.
 * @returns null where there are too many
 */
export function parseRecords(data: Buffer): PaxRecord[] | null {
  const records: PaxRecord[] = [];
  for (let start = 0; start < data.length;) {
    const space = data.indexOf(SPACE, start);
    const digits = data.toString('latin1', start, Math.min(space, start + 20));
    const end = start + (/^\d+$/.test(digits) ? Number(digits) : Infinity);
    const equals = data.indexOf(EQUALS, space);
    if (space < 0 || end > data.length || equals < 0 || equals >= end || data[end - 1] !== NEWLINE) break;
    if (records.length === MOST_RECORDS) return null;
    records.push({ keyword: data.toString('latin1', space + 1, equals), value: data.subarray(equals + 1, end - 1) });
    start = end;
  }
  return records;
}

/** Names of attributes with their values. ACLs that tar has packed as text stand under their keywords. */
export type Attributes = ReadonlyMap<string, Buffer>;

const XATTR = 'SCHILY.xattr.';
export const ACL_TEXTS = ['SCHILY.acl.access', 'SCHILY.acl.default'] as const;
/** A label of SELinux as text; as an attribute it has a NUL at its end. */
export const LABEL = 'RHT.security.selinux';

/** What the records say of attributes that tar sets; the last of a name counts. */
export function attributesOf(records: readonly PaxRecord[]): Attributes {
  return new Map(
    records.flatMap(({ keyword, value }) => {
      const name = attributeName(keyword);
      return name === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** tar writes `%25` and `%3D` where a name has `%` or `=` (`xattr_encode_keyword` in its xheader.c). */
function attributeName(keyword: string): string | undefined {
  if (keyword.startsWith(XATTR)) return keyword.slice(XATTR.length).replace(/%(25|3D)/g, (_, code) => (code === '25' ? '%' : '='));
  return keyword === LABEL || ACL_TEXTS.some((acl) => acl === keyword) ? keyword : undefined;
}

/** Not missed: where the member lay before, how it was packed, and what is for other systems' programs. */
const BOOKKEEPING =
  /^(?:LIBARCHIVE\.(?:creationtime|symlinktype)|SCHILY\.(?:dev|ino|nlink|dev(?:major|minor)|realsize|filetype|tarfiletype|dir|offset|release|archtype|volhdr\..*)|SUN\.dev(?:major|minor)|APK-TOOLS\..*|hdrcharset)$/;

/** Of keywords that tar does not know: whether something of the member is lost with it. */
export function isMissed(keyword: string): boolean {
  return !BOOKKEEPING.test(keyword);
}

/** `LIBARCHIVE.xattr.user.a%20b` is what bsdtar before 3.3 wrote alone, and later beside `SCHILY.xattr.user.a b`, with the value in base64. */
export function libarchiveXattr(keyword: string): string | undefined {
  const name = /^LIBARCHIVE\.xattr\.(.+)$/.exec(keyword)?.[1];
  return name?.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
