import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { LARGEST_BOOT_FILE } from '../../../shared/boot/amend.ts';
import type { AclNames } from '../../../shared/facts.ts';
import { readHeaders } from '../../archive/headers.ts';
import { insiderOf } from '../../archive/inside.ts';
import type { TarMember } from '../../archive/member.ts';
import type { Taker } from '../../archive/members.ts';
import { readTar } from '../../archive/tarReader.ts';
import { SAFELY } from '../../run/smallFile.ts';
import { isDeviceError } from '../failure.ts';
import type { Job } from '../job.ts';
import { passOver } from '../pass.ts';
import type { ArchiveSource } from './compare.ts';
import { numbersOf } from './acl.ts';
import { MOST_COMPARED } from './extended.ts';
import { openAlbum, type Portrait } from './portrait.ts';
import { pathIn } from './tree.ts';

/** The archive once more, by our own reader: what tar's comparison does not tell. */

export interface Wanted {
  /** Names of what has attributes, by the members that these come from. */
  readonly attributes: ReadonlyMap<number, readonly string[]>;
  /** Names of the files whose contents come from a member. */
  readonly contents: ReadonlyMap<number, readonly string[]>;
  /** Members that are small files of which the archive's contents are wanted. */
  readonly texts: ReadonlySet<number>;
}

export interface Seen {
  /** By name. */
  readonly portraits: ReadonlyMap<string, Portrait>;
  /** Names of files that have other contents than the archive. */
  readonly differ: readonly string[];
  /** By member, one character a byte. */
  readonly texts: ReadonlyMap<number, string>;
  /** How many files could not be compared: sparse ones. */
  readonly untold: number;
}

/** @param original contents of /etc/fstab without our lines, one character a byte */
export async function readOnceMore(
  source: ArchiveSource,
  wanted: Wanted,
  { root, original, people }: { readonly root: string; readonly original: string | undefined; readonly people: AclNames },
  job: Job,
): Promise<Seen> {
  const album = openAlbum(MOST_COMPARED, numbersOf(people));
  // The contents of a member are over when the next one comes.
  const enough = lastOf(new Map([...wanted.texts].map((member) => [member, member])), lastOf(wanted.contents, lastOf(wanted.attributes, 0) - 1)) + 2;
  const comparisons: Comparison[] = [];
  const texts = new Map<number, string>();
  const insider = insiderOf(source.inside?.folder);
  let isInside = false;
  let members = 0;
  const see = ({ entry, attributes, isWhole }: TarMember): void => {
    isInside = insider.name(entry.name) !== undefined;
    if (!isInside) return;
    for (const name of wanted.attributes.get(members) ?? []) album.add(name, isWhole ? attributes : null);
    members += 1;
  };
  /** Of a sparse file they are not in one piece. */
  const contentsTo = ({ isSparse }: TarMember): Taker | undefined => {
    if (isSparse) return undefined;
    const opened = ((isInside && wanted.contents.get(members - 1)) || []).map((name) => compareFile(name, name === 'etc/fstab' ? original : undefined, root));
    comparisons.push(...opened);
    const isText = isInside && wanted.texts.has(members - 1);
    if (opened.length === 0 && !isText) return undefined;
    const takers = [...opened.map(({ take }) => take), ...(isText ? [keepIn(texts, members - 1)] : [])];
    return { most: opened.length > 0 ? Infinity : LARGEST_BOOT_FILE, take: (piece) => takers.forEach((take) => take(piece)) };
  };
  try {
    const reader = readTar(see, { ignoresZeros: source.ending.tars > 1, contentsTo });
    const onStart = (position: () => number): void => {
      job.meter.follow(position);
      job.meter.watch({ archiveSize: source.archiveSize, pass: { index: 1, of: 2 } });
    };
    const end = await readHeaders(passOver(source, job), { reader, isEnough: () => members >= enough, onStart });
    if (!end.ok) throw new TarstrapError('archive-damaged', { path: source.archivePath }, end.detail);
  } finally {
    for (const { close } of comparisons) close();
  }
  const all = [...wanted.contents.values()].flat().length;
  return {
    portraits: album.portraits,
    texts,
    differ: comparisons.filter(({ differs }) => differs()).map(({ name }) => name),
    untold: all - comparisons.length,
  };
}

function keepIn(texts: Map<number, string>, member: number): (piece: Buffer) => void {
  return (piece) => void texts.set(member, (texts.get(member) ?? '') + piece.toString('latin1'));
}

function lastOf(members: ReadonlyMap<number, unknown>, least: number): number {
  let last = least;
  for (const member of members.keys()) last = Math.max(last, member);
  return last;
}

interface Comparison {
  readonly name: string;
  readonly take: (piece: Buffer) => void;
  readonly differs: () => boolean;
  readonly close: () => void;
}

/** Of a file that is missing, or is none, that has been said. */
function compareFile(name: string, original: string | undefined, root: string): Comparison {
  const read = original === undefined ? openForReading(pathIn(root, name)) : readText(Buffer.from(original, 'latin1'));
  let position = 0;
  let differs = false;
  const take = (piece: Buffer): void => {
    if (read && !differs) differs = !read.at(position, piece.length).equals(piece);
    position += piece.length;
  };
  return { name, take, differs: () => differs, close: () => read?.close() };
}

interface Reading {
  readonly at: (position: number, length: number) => Buffer;
  readonly close: () => void;
}

function readText(text: Buffer): Reading {
  return { at: (position, length) => text.subarray(position, position + length), close: () => {} };
}

function openForReading(path: Buffer): Reading | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | SAFELY);
    if (!fstatSync(fd).isFile()) {
      closeSync(fd);
      return undefined;
    }
    const at = (position: number, length: number): Buffer => {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
    };
    return { at, close: () => closeSync(fd) };
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
    return undefined;
  }
}
