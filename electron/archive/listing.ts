import type { Readable } from 'node:stream';
import { TarstrapError } from '../../shared/errors.ts';
import type { Ending } from '../../shared/facts.ts';
import { lines, LineTooLong } from '../run/lines.ts';
import { readQuoted } from './quoting.ts';
import { type TarTime, TIME, readTime } from './tarTime.ts';

/**
 * The lines of `tar -tvR` with {@link LISTING_OPTIONS}, in the C locale and UTC, and without the number of the block those of other passes:
 *
 *     block 8: -rw-r--r--  0/0               1 2026-11-23 11:51:05.253965628 "./d/new\nline\377\"q\\"
 *     block 12: crw-r--r--  0/0             5,1 2026-11-23 11:51:05.255613274 "./d/dev"
 *     block 20: -rw-r--r--* 0/0               3 2026-11-23 11:51:05.253965628 "./d/h"
 *     block 27: lrwxrwxrwx  0/0               0 2026-11-23 11:51:05           "./d/l" -> "x -> y"
 *     block 33: hrw-r--r--  0/0               0 2026-11-23 11:51:05.253965628 "./d/a b -> c" link to "./d/h"
 */
export const LISTING_OPTIONS = ['--numeric-owner', '--full-time', '--quoting-style=c', '--acls', '--xattrs', '--xattrs-include=*', '--selinux'] as const;

export type EntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'character' | 'block' | 'fifo';

/** A member as tar lists it. Names are byte strings (`names.ts`). */
export interface TarEntry {
  /** Number of the 512-byte block of its header; undefined without `-R`. */
  readonly block: number | undefined;
  readonly type: EntryType;
  /** tar does not know its type, and lays it as a file. */
  readonly unknown?: true | undefined;
  /** Permission bits with set-uid, set-gid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes, with the holes of a sparse file; 0 for devices. */
  readonly size: number;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  readonly mtime: TarTime;
  readonly name: string;
  /** What the archive calls it, where only a folder of it is meant (`inside.ts`). */
  readonly called?: string;
  readonly linkTarget?: string | undefined;
  /** It carries an ACL (`+`), xattrs (`*`) or an SELinux label (`.`). */
  readonly extended: boolean;
  /** Of these, an ACL. */
  readonly acl: boolean;
}

/** The end of the stream. Positions in blocks of 512 bytes. */
export interface TarEnd {
  /** Where the last member ends. */
  readonly block: number;
  /** What tar reads when it unpacks the archive. */
  readonly blocks: number;
  /** All that there is of the stream, where it was read to its end. */
  readonly streamBlocks?: number | undefined;
  readonly ending: Ending;
}

/** `C` is a contiguous file, `?` a type that tar does not know: it extracts both as files, and the first as a folder if its name says so. */
const TYPES: Readonly<Record<string, EntryType>> = {
  '-': 'file',
  C: 'file',
  '?': 'file',
  d: 'directory',
  l: 'symlink',
  h: 'hardlink',
  c: 'character',
  b: 'block',
  p: 'fifo',
};

const FRONT = new RegExp(String.raw`^(?:block (\d+): )?([-C?dlhcbp])([-rwxsStT]{9})([+*.]?) *(\d+)/(\d+) +(\d+)(?:,(\d+))? ${TIME} +(?=")`);

/** @returns undefined for a line that is no member: the end, a volume header, or words that we do not know */
export function parseEntry(line: string): TarEntry | undefined {
  const front = FRONT.exec(line);
  const name = front && readQuoted(line.slice(front[0].length));
  if (!front || !name) return undefined;
  const [, block, kind = '', mode = '', marker, uid, gid, size, minor, ...time] = front;
  const target = readQuoted(name.rest.replace(/^ (?:->|link to) /, ''));
  return {
    block: block === undefined ? undefined : Number(block),
    ...typeOf(kind, name.value),
    mode: parseMode(mode),
    uid: Number(uid),
    gid: Number(gid),
    size: minor === undefined ? Number(size) : 0,
    ...(minor === undefined ? {} : { device: { major: Number(size), minor: Number(minor) } }),
    mtime: readTime(time),
    name: name.value,
    ...(target ? { linkTarget: target.value } : {}),
    extended: marker !== '',
    acl: marker === '+',
  };
}

function typeOf(kind: string, name: string): Pick<TarEntry, 'type' | 'unknown'> {
  if (kind === '?') return { type: 'file', unknown: true };
  const isFolder = kind === 'C' && name.endsWith('/') && name !== '/';
  return { type: isFolder ? 'directory' : (TYPES[kind] ?? 'file') };
}

/**
 * The lines of a listing, one character a byte.
 * @param path the archive, as it is called in the failure
 * @throws TarstrapError `archive-name-too-long`: tar lists whatever a header says
 */
export async function* listingLines(listing: Readable, path: string): AsyncGenerator<string> {
  try {
    yield* lines(listing, 'latin1');
  } catch (cause) {
    throw cause instanceof LineTooLong ? new TarstrapError('archive-name-too-long', { path }, undefined, { cause }) : cause;
  }
}

/** A line of `tar --compare`. */
export interface TarDifference {
  readonly name: string;
  /** tar's words: `Size differs`, `Not linked to "./x"` … */
  readonly what: string;
}

/** `"./a\: b": Size differs` (a colon is quoted here, unlike in the listing). */
export function parseDifference(line: string): TarDifference | undefined {
  const name = readQuoted(line);
  const what = name && /^: (.+)$/.exec(name.rest)?.[1];
  return what ? { name: name.value, what } : undefined;
}

/** `rwsr-xr-t`: a small `s` or `t` is also executable, a capital one is not. */
function parseMode(text: string): number {
  const permissions = [...text].reduce((bits, c) => bits * 2 + Number('rwxst'.includes(c)), 0);
  const special = [text[2], text[5], text[8]].reduce((bits, c) => bits * 2 + Number('sStT'.includes(c ?? '-')), 0);
  return special * 0o1000 + permissions;
}
