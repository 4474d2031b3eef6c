import type { RateHistory } from './view.ts';

/** The two rates of a job since its beginning, in a bounded number of samples. Pure. */

export const MAX_SAMPLES = 120;

/** Seconds between two samples at first; doubled whenever the history is full. */
const FIRST_STEP = 0.5;

export const NO_RATES: RateHistory = { every: FIRST_STEP, archive: [], device: [] };

/** Both rates in bytes a second; `at` in seconds since the job's beginning. A sample that comes too early is left out. */
export function addRates(
  history: RateHistory,
  { at, archive, device }: { readonly at: number; readonly archive: number; readonly device: number },
): RateHistory {
  if (at < history.archive.length * history.every) return history;
  const full = history.archive.length >= MAX_SAMPLES ? halve(history) : history;
  return { every: full.every, archive: [...full.archive, Math.round(archive)], device: [...full.device, Math.round(device)] };
}

/** Half as many samples, each the mean of two, for the same time. */
function halve({ every, archive, device }: RateHistory): RateHistory {
  return { every: every * 2, archive: means(archive), device: means(device) };
}

function means(values: readonly number[]): number[] {
  return values.flatMap((value, i) => (i % 2 === 0 ? [Math.round((value + (values[i + 1] ?? value)) / 2)] : []));
}
