import { statSync } from 'node:fs';
import { lines } from '../../run/lines.ts';
import { start } from '../../run/spawn.ts';
import { TarstrapError } from '../../../shared/errors.ts';

/** Which parts of a sparse file hold data, in whole chunks. */

/** Bytes; as direct writes want it for every size of a sector. */
export const CHUNK = 64 * 1024;

export interface Run {
  /** In chunks from the beginning of the file. */
  readonly first: number;
  readonly count: number;
}

export interface DataExtent {
  readonly offset: number;
  readonly length: number;
}

/** Bytes. */
export function bytesOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { count }) => sum + count * CHUNK, 0);
}

/**
 * Widens every extent to whole chunks and merges what then touches or lies at most `gap` chunks apart: a jump costs more
 * than a little too much that is written. Extents come in ascending order.
 */
export function toRuns(extents: readonly DataExtent[], gap: number): Run[] {
  const runs: { first: number; count: number }[] = [];
  for (const { offset, length } of extents) {
    if (length === 0) continue;
    const first = Math.floor(offset / CHUNK);
    const end = Math.ceil((offset + length) / CHUNK);
    const last = runs.at(-1);
    if (last && first <= last.first + last.count + gap) last.count = Math.max(last.count, end - last.first);
    else runs.push({ first, count: end - first });
  }
  return runs;
}

/**
 * The file's data extents by lseek(2) `SEEK_DATA`/`SEEK_HOLE`, which Node does not have but tar does: in a sparse
 * archive of format 1.0 the member's data begins with the map, one decimal number a line: how many extents, then
 * offset and length of each (tar manual, "Storing Sparse Files"). tar is ended as soon as the map is read.
 * @param file its path, or one through a descriptor, which is a link
 */
export async function dataExtents(file: string): Promise<DataExtent[]> {
  const { size, blocks } = statSync(file);
  if (blocks * 512 >= size) return [{ offset: 0, length: size }];
  const args = [
    '-c',
    '--sparse',
    '--hole-detection=seek',
    '--format=posix',
    '--sparse-version=1.0',
    '-b',
    '1',
    '--absolute-names',
    '--dereference',
    '-f',
    '-',
    '--',
    file,
  ];
  const tar = await start({ tool: 'tar', args, stdout: 'pipe' });
  tar.stderr.resume();
  try {
    return await parseMap(lines(tar.stdout as NonNullable<typeof tar.stdout>, 'latin1'));
  } finally {
    tar.stdout?.destroy();
    tar.child.kill('SIGTERM');
    await tar.exit;
  }
}

/** Behind the pax header and the member's own header the map starts in a block of its own. */
async function parseMap(text: AsyncIterable<string>): Promise<DataExtent[]> {
  const numbers: number[] = [];
  let wanted = Infinity;
  for await (const line of text) {
    const value = numbers.length === 0 ? startOfMap(line) : line;
    if (value === undefined) continue;
    if (!/^\d+$/.test(value)) break;
    numbers.push(Number(value));
    if (numbers.length === 1) wanted = 1 + 2 * Number(value);
    if (numbers.length === wanted) break;
  }
  if (numbers.length !== wanted) throw new TarstrapError('step-failed', { step: 'Reading the map of the stage' });
  return Array.from({ length: (wanted - 1) / 2 }, (_, i) => ({ offset: numbers[1 + 2 * i] as number, length: numbers[2 + 2 * i] as number }));
}

/** The header of the member ends in NUL bytes; the first number of the map follows them in the same "line". */
function startOfMap(line: string): string | undefined {
  return /ustar[^\n]*\0(\d+)$/.exec(line)?.[1];
}
