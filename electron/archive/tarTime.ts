/** A moment: nanoseconds count forward from the second, also before 1970. */
export interface TarTime {
  /** Since 1970; exact for as long as a double is (285 million years). */
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The pattern of what tar prints for a time with `--full-time`: a date, or bare seconds if there is no such date. */
export const TIME = String.raw`(?:(-?\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)|(-?\d+))(?:\.(\d+))?`;

/**
 * Reads the groups of {@link TIME}. Before 1970 tar prints the next second and what is missing to it: 03:04:05.123456789
 * comes out as `03:04:06.876543211` (`tartime` in tar's list.c). In the last second before 1970 that cannot be told
 * from the first second of 1970, which is taken then.
 */
export function readTime(groups: readonly (string | undefined)[]): TarTime {
  const [year, month, day, hour, minute, second, bare, fraction = ''] = groups;
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const seconds = bare === undefined ? daysSince1970(Number(year), Number(month), Number(day)) * 86400 + clock : Number(bare);
  const nanoseconds = Number(fraction.padEnd(9, '0'));
  return seconds < 0 && nanoseconds > 0 ? { seconds: seconds - 1, nanoseconds: 1e9 - nanoseconds } : { seconds, nanoseconds };
}

/** Days in the Gregorian calendar, for any year: `Date` ends in 275760 and takes the years below 100 for 19xx. */
function daysSince1970(year: number, month: number, day: number): number {
  // Cycles of 400 years have 146097 days each; one that Date knows stands for all.
  const cycles = Math.floor((year - 2000) / 400);
  return Date.UTC(year - cycles * 400, month - 1, day) / 86_400_000 + cycles * 146_097;
}
