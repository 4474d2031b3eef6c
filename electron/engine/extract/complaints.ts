import { readQuoted, unquote } from '../../archive/quoting.ts';

/**
 * What tar says of attributes that it could not set (xattrs.c in tar 1.34 and 1.35; `call_arg_warn` of paxutils). Where these lines name a
 * file it stands there as it is, newlines and all; in those about an ACL that cannot be read it is quoted.
 *
 *     tar: setxattrat: Cannot set 'user.big' extended attribute for file './a': No space left on device
 *     tar: lsetfileconat: Cannot set SELinux context for file './a': Operation not supported
 *     tar: acl_set_file_at: Cannot set POSIX ACLs for file './a': Operation not supported
 *     tar: ./a\: b: Warning: Cannot acl_from_text: Invalid argument
 *     tar: "./a: b": Warning: Cannot acl_from_text: Invalid argument
 *     tar: SELinux support is not available
 */
export interface Complaint {
  readonly about: About;
  /** Of one member, the first line of its name; undefined where it is about all that have such an attribute. */
  readonly member?: string;
  /** The system's words, or one of ours; undefined where a newline in the name parts them from it. */
  readonly reason: string | undefined;
}

export type About = { readonly kind: 'acl' | 'label' | 'xattrs' } | { readonly kind: 'xattr'; readonly name: string };

/** EOPNOTSUPP, and EPERM. */
export const NOT_HELD = 'Operation not supported';
export const NOT_PERMITTED = 'Operation not permitted';
/** For the filesystem, or for Linux. */
export const TOO_LARGE = 'too large';
/** An ACL that is none, or has a name without a number. */
export const UNREADABLE = 'unreadable';
/** tar was built without it. */
export const UNSUPPORTED = 'unsupported';

const XATTR = /^l?setxattr(?:at)?: Cannot set '(.{1,255}?)' extended attribute for file '(.*)$/;
const LABEL = /^l?setfileconat: Cannot set SELinux context for file '(.*)$/;
const ACL = /^acl_set_file_at: Cannot set POSIX ACLs for file '(.*)$/;
const ACL_TEXT = /^(.*): Warning: Cannot acl_from_text: [^:]*$/;
const NO_SUPPORT: readonly (readonly [string, About])[] = [
  ['SELinux support is not available', { kind: 'label' }],
  ['POSIX ACL support is not available', { kind: 'acl' }],
  ['XATTR support is not available', { kind: 'xattrs' }],
];

/** It calls itself what it was called by (`/usr/bin/tar: `). */
const ITSELF = /^(?:\/[!-~]{0,200}\/)?tar: /;

export const isTars = (line: string): boolean => ITSELF.test(line);

export function readComplaint(line: string): Complaint | undefined {
  return isTars(line) ? readWords(line.replace(ITSELF, '')) : undefined;
}

function readWords(line: string): Complaint | undefined {
  const [, name, of = ''] = XATTR.exec(line) ?? [];
  if (name !== undefined) return { about: { kind: 'xattr', name }, ...memberAndReason(of) };
  const labelled = LABEL.exec(line)?.[1];
  if (labelled !== undefined) return { about: { kind: 'label' }, ...memberAndReason(labelled) };
  const listed = ACL.exec(line)?.[1];
  if (listed !== undefined) return { about: { kind: 'acl' }, ...memberAndReason(listed) };
  const unreadable = ACL_TEXT.exec(line)?.[1];
  if (unreadable !== undefined)
    return { about: { kind: 'acl' }, member: firstLine(Buffer.from(nameIn(unreadable), 'latin1').toString('utf8')), reason: UNREADABLE };
  const about = NO_SUPPORT.find(([words]) => words === line)?.[1];
  return about && { about, reason: UNSUPPORTED };
}

/** Between quotes where tar lists as well (`--quoting-style=c`). */
function nameIn(text: string): string {
  return readQuoted(text)?.value ?? unquote(text);
}

/** What follows on the first line of a name: up to the line with the reason they are the name's. */
export function readRest(line: string): string | undefined {
  const reason = /': ([^':]+)$/.exec(line)?.[1];
  return reason !== undefined && NO_ROOM.includes(reason) ? TOO_LARGE : reason;
}

/** ENOSPC, E2BIG and ERANGE of setxattr(2). */
const NO_ROOM = ['No space left on device', 'Argument list too long', 'Numerical result out of range'];

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** `./a': No space left on device`, or the first line of a name. */
function memberAndReason(text: string): { readonly member: string; readonly reason: string | undefined } {
  const reason = readRest(text);
  return { member: reason === undefined ? text : text.slice(0, text.lastIndexOf("': ")), reason };
}
