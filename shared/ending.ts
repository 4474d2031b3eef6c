import type { Ending } from './facts.ts';
import { formatBytes } from './format.ts';

/** What becomes of an archive that does not end as a tar ends: with its mark, and nothing behind it. */

/** tar's option to go on behind an end mark. Only where a tar is there: with it tar takes what is damaged for the end of a part. */
export function ignoringZeros({ tars }: Ending): string[] {
  return tars > 1 ? ['--ignore-zeros'] : [];
}

/** Bytes of the stream that tar may see; null: it finds the end by itself. */
export function limitOf({ tars, junkAt }: Ending): number | null {
  return tars > 1 ? junkAt : null;
}

/** What a person is told of it. */
export function endingRemarks({ tars, marked, junkAt, trailing }: Ending): string[] {
  return [
    ...(tars > 1 ? [`It is ${tars} tars, one behind the other: all of them are unpacked, in their order.`] : []),
    ...(marked ? [] : ['It has no end mark. It ends with a whole member, but nothing tells whether more were to follow.']),
    ...(junkAt === null ? [] : [`Behind its end, after ${formatBytes(junkAt)} of tar, lies something that is no tar: it is left out.`]),
    ...(trailing ? ['Behind its compressed data lies something that does not belong to it: it is left out.'] : []),
  ];
}
