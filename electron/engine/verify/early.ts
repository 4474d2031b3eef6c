import { lstatSync } from 'node:fs';
import type { ExpectedInode } from '../../archive/expected.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { hasDotDot } from '../../archive/names.ts';
import { compareInode } from './inode.ts';
import { pathIn } from './tree.ts';

/**
 * A look at each member while tar is busy with its contents. Nearly all are there as the archive says, under their own names: those need no
 * other look when the whole tree is known. What folders are to be is known only then.
 */
export interface EarlyLook {
  /** In archive order. @param name normalised */
  readonly see: (entry: TarEntry, name: string) => void;
  /** Whether what a member has made is what was seen by that name. */
  readonly isRight: (name: string, inode: ExpectedInode) => boolean;
}

export function openEarlyLook(root: string, nameOf: (member: number) => string | undefined): EarlyLook {
  const right: boolean[] = [];
  const see = (entry: TarEntry, name: string): void => void right.push(isThere(entry, right.length, name, root));
  const isRight = (name: string, { member, type }: ExpectedInode): boolean =>
    type !== 'directory' && member !== null && right[member] === true && nameOf(member) === name;
  return { see, isRight };
}

function isThere(entry: TarEntry, member: number, name: string, root: string): boolean {
  const { type } = entry;
  if (type === 'hardlink' || type === 'directory' || hasDotDot(name)) return false;
  const path = pathIn(root, name);
  try {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat?.nlink === 1n && compareInode({ ...entry, ...entry.mtime, type, member }, stat, path, { isFat: false, anyTime: false }).length === 0;
  } catch {
    // Behind a link, or damaged: the later look tells.
    return false;
  }
}
