import type { Job } from './job.ts';

/** What reading a drive back will take is known when it has been read a little, and written for a moment. */
export interface ReadingBack {
  /** Bytes a second; undefined where nobody knows. */
  readonly readRate: number | undefined;
  /** Bytes a second that whoever compares takes in. */
  readonly comparing: number;
  /** Bytes that are written. */
  readonly total: number;
}

/** Milliseconds, and share of the bytes, from which on the pace of the writing is believed: a fast drive is through with the beginning before a moment is over. */
const MOMENT = 400;
const SHARE = 0.01;
const LARGE_SHARE = 0.05;

/** @returns to be told how much is written */
export function foreseeReading({ readRate, comparing, total }: ReadingBack, { meter }: Pick<Job, 'meter'>): (written: number) => void {
  const since = performance.now();
  let isTold = readRate === undefined;
  return (written) => {
    const took = performance.now() - since;
    if (isTold || written < total * (took < MOMENT ? LARGE_SHARE : SHARE)) return;
    isTold = true;
    const writing = (written / took) * 1000;
    meter.reweigh('verify', writing / Math.min(readRate ?? Infinity, comparing));
  };
}
