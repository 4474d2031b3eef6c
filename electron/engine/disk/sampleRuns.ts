import { MiB } from '../../../shared/plan/sizes.ts';
import { CHUNK, type Run } from './extents.ts';

/** Chunks of a piece, at most. */
const PIECE = MiB / CHUNK;
/** Pieces at either end, and between them. */
const ENDS = 4;
const BETWEEN = 56;
/** Pieces that are compared in one go. */
const AT_ONCE = 8;

/**
 * A share of what was written to a drive: first and last pieces, where a drive that lies about its size shows it, and one of each of many
 * equal parts between them, because such a drive may have written what was too much over what came before.
 * @returns parts to be compared one after the other; the first has the ends, the others go all over the drive
 */
export function sampleRuns(runs: readonly Run[], random: () => number): Run[][] {
  const pieces = runs.flatMap(piecesOf);
  if (pieces.length <= 2 * ENDS + BETWEEN) return [[...runs]];
  const inside = pieces.slice(ENDS, -ENDS);
  const at = (part: number): number => Math.min(inside.length - 1, Math.floor(((part + random()) * inside.length) / BETWEEN));
  const between = [...new Set(Array.from({ length: BETWEEN }, (_, part) => inside[at(part)] as Run))];
  const count = BETWEEN / AT_ONCE;
  const parts = Array.from({ length: count }, (_, part) => between.filter((_piece, i) => i % count === part));
  return [[...pieces.slice(0, ENDS), ...pieces.slice(-ENDS)], ...parts].map(joined);
}

function piecesOf({ first, count }: Run): Run[] {
  return Array.from({ length: Math.ceil(count / PIECE) }, (_, i) => ({ first: first + i * PIECE, count: Math.min(PIECE, count - i * PIECE) }));
}

/** What touches becomes one. */
function joined(pieces: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last && last.first + last.count === piece.first) runs.splice(-1, 1, { ...last, count: last.count + piece.count });
    else runs.push(piece);
  }
  return runs;
}
