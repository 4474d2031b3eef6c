import type { Ending } from './facts.ts';

/** What becomes of an archive that does not end as a tar ends: with its mark, and nothing behind it. */

/** tar's option to go on behind an end mark. Only where a tar is there: with it tar takes what is damaged for the end of a part. */
export function ignoringZeros({ tars }: Ending): string[] {
  return tars > 1 ? ['--ignore-zeros'] : [];
}

/** Bytes of the stream that tar may see; null: it finds the end by itself. */
export function limitOf({ tars, junkAt }: Ending): number | null {
  return tars > 1 ? junkAt : null;
}
