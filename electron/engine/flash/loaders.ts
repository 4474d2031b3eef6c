import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { TarstrapError } from '../../../shared/errors.ts';
import { LARGEST_LOADER } from '../../../shared/layout.ts';
import type { Plan, PlannedLoader } from '../../../shared/plan/types.ts';
import type { Caller } from '../caller.ts';
import { dropDeviceCache } from '../disk/sync.ts';
import { onDisk, TABLE, writeAt } from '../disk/table.ts';
import { type Job, note } from '../job.ts';
import { Mismatches } from '../verify/mismatches.ts';
import { refuse } from '../verify/refuse.ts';
import { findInspected } from './source.ts';
import { viewTree } from './treeView.ts';

/** Boot loaders that lie in no filesystem: they go from the tree that was unpacked to where the board looks for them. */

/** What belongs where. */
export interface LoaderPiece {
  readonly file: string;
  readonly atByte: number;
  readonly contents: Buffer;
}

/** Contents of those that lie beside the archive, by their paths. */
export type LoaderFiles = ReadonlyMap<string, Buffer>;

/** Before anything is written. @throws TarstrapError as {@link findInspected} */
export async function readLoaderFiles({ loaders }: Pick<Plan, 'loaders'>, caller: Caller | null, job: Job): Promise<LoaderFiles> {
  const contents = new Map<string, Buffer>();
  for (const { file, beside } of loaders) {
    if (!beside) continue;
    if (beside.size > LARGEST_LOADER) throw new TarstrapError('loader-missing', { path: 'The archive', files: file });
    const fd = await (await findInspected(beside, caller, job))();
    const whole = Buffer.alloc(beside.size);
    contents.set(beside.path, whole.subarray(0, readSync(fd, whole, 0, whole.length, 0)));
  }
  return contents;
}

/** @param root of the tree, on mounts on which links are not followed @throws TarstrapError `loader-missing` */
export function readLoaders({ loaders }: Pick<Plan, 'loaders'>, files: LoaderFiles, root: string): LoaderPiece[] {
  const tree = viewTree(root);
  const contentsOf = ({ file, beside }: PlannedLoader): Buffer => (beside ? files.get(beside.path) : undefined) ?? Buffer.from(tree.read(file) ?? '', 'latin1');
  return loaders.flatMap((loader) => piecesOf(loader, contentsOf(loader)));
}

function piecesOf({ file, pieces }: PlannedLoader, contents: Buffer): LoaderPiece[] {
  return pieces.map(({ fromByte, bytes, atByte }) => {
    const piece = contents.subarray(fromByte, fromByte + bytes);
    if (piece.length !== bytes) throw new TarstrapError('loader-missing', { path: 'The archive', files: file });
    return { file, atByte, contents: piece };
  });
}

/** Written when all filesystems are complete, and before the table is put back. @throws TarstrapError `drive-io` */
export async function writeLoaders(device: string, pieces: readonly LoaderPiece[], job: Pick<Job, 'emit'>): Promise<void> {
  if (pieces.length === 0) return;
  await onDisk(device, async (disk) => {
    for (const { atByte, contents } of pieces) await writeAt(disk, contents, atByte);
  });
  for (const { file, atByte } of pieces) note(job, `Boot loader: ${file} is at byte ${atByte}.`);
}

/** Where the table begins that is put back: a loader may lie on its identifier. */
export function tableBehind(pieces: readonly LoaderPiece[]): number {
  const ends = pieces.filter(({ atByte }) => atByte < TABLE.first).map(({ atByte, contents }) => atByte + contents.length);
  return Math.max(TABLE.first, ...ends);
}

/**
 * Reads them back from the medium.
 * @throws TarstrapError `verify-mismatch`, `drive-io`
 */
export async function verifyLoaders({ target, verify }: Pick<Plan, 'target' | 'verify'>, device: string, pieces: readonly LoaderPiece[]): Promise<void> {
  if (verify === 'none' || pieces.length === 0) return;
  await dropDeviceCache(device);
  const found = new Mismatches();
  await onDisk(device, async (disk) => {
    for (const { file, atByte, contents } of pieces) {
      if (!(await holds(disk, contents, atByte))) found.add(`the boot loader ${file} at byte ${atByte}`, 'is not what was written');
    }
  });
  refuse(found, target);
}

async function holds(disk: FileHandle, contents: Buffer, atByte: number): Promise<boolean> {
  const read = Buffer.alloc(contents.length);
  const { bytesRead } = await disk.read(read, 0, read.length, atByte);
  return bytesRead === contents.length && read.equals(contents);
}
