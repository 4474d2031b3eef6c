import { closeSync, constants, lstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { readSmallFile, SAFELY } from '../../run/smallFile.ts';
import type { Done } from '../flash/edits.ts';
import type { Mismatches } from './mismatches.ts';
import { isBelow, pathIn, shownName } from './tree.ts';

/** What we have changed in a tree after it was unpacked: it is not what the archive has, but it is to be what was written. */

/** Names that the archive has no say in any more. */
export function namesOf(edits: readonly Done[]): ReadonlySet<string> {
  return new Set(edits.flatMap(({ path, made }) => [path, ...made]));
}

/** Without them. */
export function leaveOut<T>(paths: ReadonlyMap<string, T>, names: ReadonlySet<string>): ReadonlyMap<string, T> {
  if (names.size === 0) return paths;
  const rest = new Map(paths);
  for (const name of names) rest.delete(name);
  return rest;
}

/** @param fat folders on FAT, which has neither owners nor modes */
export function compareEdited(root: string, edits: readonly Done[] | undefined, fat: readonly string[], found: Mismatches): void {
  for (const edit of edits ?? []) {
    const what = differenceOf(root, edit, isBelow(edit.path, fat));
    if (what !== undefined) found.add(shownName(edit.path), what);
  }
}

function differenceOf(root: string, { path, change }: Done, isFat: boolean): string | undefined {
  const at = pathIn(root, path);
  const stat = lstatSync(at, { throwIfNoEntry: false });
  if (change.kind === 'remove') return stat && 'is still there';
  return stat ? differenceAt(at, stat, { root, change, isFat }) : 'is missing';
}

interface Wanted {
  readonly root: string;
  readonly change: Exclude<Done['change'], { kind: 'remove' }>;
  readonly isFat: boolean;
}

function differenceAt(at: Buffer, stat: Stats, { root, change, isFat }: Wanted): string | undefined {
  switch (change.kind) {
    case 'text':
      return textOf(at) === change.text ? rightsOf(stat, change, isFat) : OTHER;
    case 'copy':
      return isSame(at, pathIn(root, change.from)) ? undefined : OTHER;
    case 'link':
      return stat.isSymbolicLink() && readlinkSync(at, 'latin1') === change.target ? undefined : 'points elsewhere';
    case 'folder':
      return stat.isDirectory() ? rightsOf(stat, change, isFat) : 'is not a folder';
  }
}

function textOf(at: Buffer): string | undefined {
  const file = readSmallFile(at);
  return typeof file === 'string' ? undefined : file.contents.toString('latin1');
}

const PIECE = 1024 ** 2;

/** Whether two files hold the same. */
export function isSame(one: Buffer, other: Buffer): boolean {
  const files = [one, other].map((path) => openSync(path, constants.O_RDONLY | SAFELY)) as [number, number];
  try {
    const [here, there] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
    for (let at = 0; ; at += PIECE) {
      const [got, wanted] = [readSync(files[0], here, 0, PIECE, at), readSync(files[1], there, 0, PIECE, at)];
      if (got !== wanted || !here.subarray(0, got).equals(there.subarray(0, wanted))) return false;
      if (got < PIECE) return true;
    }
  } finally {
    for (const fd of files) closeSync(fd);
  }
}

const OTHER = 'is not what was written';

interface Rights {
  readonly mode?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

function rightsOf(stat: Stats, { mode, owner }: Rights, isFat: boolean): string | undefined {
  if (isFat) return undefined;
  if (owner && (stat.uid !== owner.uid || stat.gid !== owner.gid)) return `belongs to ${stat.uid}:${stat.gid} instead of ${owner.uid}:${owner.gid}`;
  return mode === undefined || (stat.mode & 0o7777) === mode ? undefined : `has mode ${(stat.mode & 0o7777).toString(8)} instead of ${mode.toString(8)}`;
}
