/** How far a progress bar was from the truth. Pure. */

/** One tick of a job, as it arrived. */
export interface Tick {
  /** Seconds since the job began. */
  readonly at: number;
  /** Of the bar, 0 to 1. */
  readonly fraction: number;
  /** Bytes that the device itself says it has written since the job began. */
  readonly written: number;
  /** Seconds to go, if the job ventured to say so. */
  readonly eta: number | null;
}

/**
 * The largest distance between the bar and what it stands for, in points of 100: the share of its bytes that the device
 * had written, or the share of the time that was over. A bar may keep to either, but to that all the way. The last tick
 * is at the end, where all of them are 1.
 */
export function barError(ticks: readonly Tick[]): number {
  const end = ticks.at(-1);
  if (!end) return 0;
  const furthest = (truth: (tick: Tick) => number): number => Math.max(0, ...ticks.slice(0, -1).map((tick) => Math.abs(tick.fraction - truth(tick)) * 100));
  return Math.min(
    furthest(({ written }) => written / end.written),
    furthest(({ at }) => at / end.at),
  );
}

/**
 * What the bar said of the time to go when half of the time was over, against the time that it took: 0.1 is a tenth too
 * much. Undefined where it said nothing.
 */
export function etaErrorAtHalf(ticks: readonly Tick[], seconds: number): number | undefined {
  const tick = ticks.find(({ at }) => at >= seconds / 2);
  if (!tick || tick.eta === null || tick.at >= seconds) return undefined;
  return tick.eta / (seconds - tick.at) - 1;
}
