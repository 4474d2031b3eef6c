import type { Run } from './extents.ts';

/** Chunks at either end, and between them. */
const ENDS = 4;
const BETWEEN = 56;
/** Chunks that are compared in one go. */
const AT_ONCE = 8;

/**
 * A share of what was written to a drive: first and last chunks, where a drive that lies about its size shows it, and one of each of many
 * equal parts between them, because such a drive may have written what was too much over what came before.
 * @returns parts to be compared one after the other; the first has the ends, the others go all over the drive
 */
export function sampleRuns(runs: readonly Run[], random: () => number): Run[][] {
  const chunks = runs.reduce((sum, { count }) => sum + count, 0);
  if (chunks <= 2 * ENDS + BETWEEN) return [[...runs]];
  const ends = [...Array(ENDS).keys(), ...Array.from({ length: ENDS }, (_, i) => chunks - ENDS + i)];
  const inside = chunks - 2 * ENDS;
  const at = (part: number): number => ENDS + Math.min(inside - 1, Math.floor(((part + random()) * inside) / BETWEEN));
  const between = [...new Set(Array.from({ length: BETWEEN }, (_, part) => at(part)))];
  const count = BETWEEN / AT_ONCE;
  const parts = Array.from({ length: count }, (_, part) => between.filter((_chunk, i) => i % count === part));
  return [ends, ...parts].map((part) => runsOf(part, runs));
}

/** @param wanted numbers of chunks among those of the runs, ascending */
function runsOf(wanted: readonly number[], runs: readonly Run[]): Run[] {
  const found: { first: number; count: number }[] = [];
  let before = 0;
  let next = 0;
  for (const { first, count } of runs) {
    for (; (wanted[next] ?? Infinity) < before + count; next += 1) {
      const chunk = first + (wanted[next] as number) - before;
      const last = found.at(-1);
      if (last && last.first + last.count === chunk) last.count += 1;
      else found.push({ first: chunk, count: 1 });
    }
    before += count;
  }
  return found;
}
