import type { PhaseId } from '../../shared/protocol.ts';
import type { Job } from './job.ts';

/** What reading a drive back will take is known when it has been read a little, and written for a moment. */
export interface ReadingBack {
  /** Bytes a second; undefined where nobody knows. */
  readonly readRate: number | undefined;
  /** Bytes a second that whoever compares takes in. */
  readonly comparing: number;
  /** Bytes that are written. */
  readonly total: number;
  /** What has gone before in a moment or two; left out where that was work with a weight of its own. */
  readonly before?: PhaseId;
}

/** Milliseconds, and share of the bytes, from which on the pace of the writing is believed: a fast drive is through with the beginning before a moment is over. */
const MOMENT = 400;
const SHARE = 0.01;
const LARGE_SHARE = 0.05;

/** Of what has gone before: somebody's files may have been flushed first, and the first guess at the pace is too good for most drives. */
const MOST_BEFORE = 0.15;

/**
 * To be asked when the writing begins.
 * @returns to be told how much is written, again and again: it is reckoned with as long as the bar may still be divided anew
 */
export function foreseeReading({ readRate, comparing, total, before }: ReadingBack, { meter }: Pick<Job, 'meter'>): (written: number) => void {
  if (readRate === undefined) return () => {};
  const since = performance.now();
  const beforehand = meter.elapsed;
  const tell = (writeRate: number): void => {
    if (before) meter.reweigh(before, Math.min(MOST_BEFORE, (beforehand * writeRate) / total));
    meter.reweigh('verify', writeRate * secondsPerByte(readRate, comparing));
  };
  // Nothing is known yet but that drives write no faster than they are read.
  if (before) tell(readRate);
  return (written) => {
    const took = performance.now() - since;
    if (written >= total * (took < MOMENT ? LARGE_SHARE : SHARE)) tell((written / took) * 1000);
  };
}

/** Reading and comparing go on at once, but in each other's way: measured on two cores, so much of the quicker one comes on top of the slower. */
const IN_THE_WAY = 0.5;

function secondsPerByte(readRate: number, comparing: number): number {
  return 1 / Math.min(readRate, comparing) + IN_THE_WAY / Math.max(readRate, comparing);
}
