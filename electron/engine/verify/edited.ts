import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { readSmallFile, SAFELY } from '../../run/smallFile.ts';
import { isDeviceError } from '../failure.ts';
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

/** Whether two files hold the same; what is no file holds nothing. @throws the system's error where the device fails */
export function isSame(one: Buffer, other: Buffer): boolean {
  const files = [one, other].map(openFile);
  try {
    const [here, there] = files;
    return here !== undefined && there !== undefined && here.size === there.size && readsAlike(here.fd, there.fd);
  } finally {
    for (const file of files) if (file) closeSync(file.fd);
  }
}

function openFile(path: Buffer): { readonly fd: number; readonly size: number } | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | SAFELY);
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.size <= LARGEST_COPY) return { fd, size: stat.size };
    closeSync(fd);
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
  }
  return undefined;
}

/** Of a kernel or its initramfs. */
const LARGEST_COPY = 1024 ** 3;
const PIECE = 1024 ** 2;

function readsAlike(one: number, other: number): boolean {
  const [here, there] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
  for (let at = 0; ; at += PIECE) {
    const [got, wanted] = [readSync(one, here, 0, PIECE, at), readSync(other, there, 0, PIECE, at)];
    if (got !== wanted || !here.subarray(0, got).equals(there.subarray(0, wanted))) return false;
    if (got < PIECE) return true;
  }
}

const OTHER = 'is not what was written';

interface Rights {
  readonly isPrivate?: true;
  readonly mode?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

function rightsOf(stat: Stats, { mode, owner, isPrivate }: Rights, isFat: boolean): string | undefined {
  if (isFat) return undefined;
  if (isPrivate && (stat.mode & 0o7) !== 0) return 'is open to others';
  if (owner && (stat.uid !== owner.uid || stat.gid !== owner.gid)) return `belongs to ${stat.uid}:${stat.gid} instead of ${owner.uid}:${owner.gid}`;
  return mode === undefined || (stat.mode & 0o7777) === mode ? undefined : `has mode ${(stat.mode & 0o7777).toString(8)} instead of ${mode.toString(8)}`;
}
