import { type BigIntStats, lstatSync } from 'node:fs';
import type { ExpectedInode, ExpectedTree } from '../../archive/expected.ts';
import { displayName } from '../../archive/names.ts';
import { openTurns } from '../../run/turns.ts';
import { isDeviceError } from '../failure.ts';
import { watchHardLinks } from './hardLinks.ts';
import { compareInode } from './inode.ts';
import type { Mismatches } from './mismatches.ts';

/** A tree as it was laid. */
export interface FoundTree {
  /** A mount on which links are not followed. */
  readonly root: string;
  /** Nothing but the archive can be there, so everything else is reported. */
  readonly isFresh: boolean;
  /** Folders on FAT, relative to the root: '' is the root itself. */
  readonly fat: readonly string[];
  /** Where other volumes are mounted, relative to the root. */
  readonly volumes: readonly string[];
  /** The root itself was given to root, whatever the archive says of it. */
  readonly sealed: boolean;
}

export interface Known {
  /** Our lines are in /etc/fstab, which is a file of its own then. */
  readonly amended: boolean;
  /** Of what was seen already, whether it is what it is to be; it has one name. */
  readonly isRight?: ((name: string, inode: ExpectedInode) => boolean) | undefined;
}

/** Compares the inode of every name with what it is to be: all that can be told without reading files. Attributes are apart. */
export async function compareTree(
  paths: ExpectedTree['paths'],
  { root, fat, sealed }: FoundTree,
  { amended, isRight }: Known,
  found: Mismatches,
  signal: AbortSignal,
): Promise<void> {
  const links = watchHardLinks(paths);
  const turns = openTurns(signal);
  const differences = (name: string, inode: ExpectedInode): string[] => {
    const path = pathIn(root, name);
    const stat = look(path);
    if (typeof stat === 'string') return [stat];
    const what = compareInode(inode, stat, path, { isFat: isBelow(name, fat), anyTime: amended && name === 'etc/fstab' });
    const link = stat.isDirectory() || inode.type === 'directory' ? undefined : links.see(name, inode, stat);
    return link === undefined ? what : [...what, link];
  };
  for (const [name, inode] of paths) {
    if (turns.isOver()) await turns.next();
    if ((name === '' && sealed) || (isRight?.(name, inode) && !links.isShared(inode))) continue;
    for (const what of differences(name, inode)) found.add(shownName(name), what);
  }
}

/** @returns its inode, or what is wrong with it. What is damaged is what differs most; a device that fails is no difference. */
function look(path: Buffer): BigIntStats | string {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? 'is missing';
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    // A folder on the way to it has become a link.
    return code === 'ELOOP' ? 'is missing' : `cannot be looked at (${code})`;
  }
}

export function pathIn(root: string, name: string): Buffer {
  return Buffer.from(`${root}/${name}`, 'latin1');
}

export function isBelow(name: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === '' || name === folder || name.startsWith(`${folder}/`));
}

/** The root has no name. */
export function shownName(name: string): string {
  return name === '' ? './' : displayName(name);
}
