/** Figures from repeated runs on a machine that others use, too. Pure. */

/** @returns NaN of nothing */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/**
 * Median of the ratios of runs of the same round: what slows the machine down for a while slows both of a pair. A round
 * that one of the two lacks does not count.
 */
export function pairedRatio(ours: readonly (number | undefined)[], theirs: readonly (number | undefined)[]): number {
  const ratios = ours.flatMap((value, round) => {
    const other = theirs[round];
    return value === undefined || other === undefined ? [] : [value / other];
  });
  return median(ratios);
}

/** Each round begins with another contestant, so that none of them always comes first. */
export function rotate<T>(items: readonly T[], round: number): T[] {
  const first = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
