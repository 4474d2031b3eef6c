import type { Bytes } from './bytes.ts';
import { type Look, UNKNOWN } from './look.ts';

/**
 * The lzip file format: members, each with a trailer that tells how long it is. Anything may lie behind them (lzip(1), "Trailing data"), so it is looked
 * for a little before the end as well.
 */

const TRAILER = 20;
/** Header, end mark and trailer. */
const LEAST_MEMBER = 36;
const MOST_BEHIND = 1024 ** 2;

export function* surveyLzip(bytes: Bytes): Look {
  const { begin, unpacked } = yield* walkBack(bytes, bytes.size);
  if (begin === 0) return { shape: 'whole', length: unpacked };
  if (begin === undefined || begin < bytes.size) return UNKNOWN;
  const earlier = yield* earlierEnd(bytes);
  if (earlier === 'late') return UNKNOWN;
  // Another member, which is not whole.
  if (earlier === undefined || isMember(bytes, earlier)) return { shape: 'broken', length: undefined };
  const before = yield* walkBack(bytes, earlier);
  return before.begin === 0 ? { shape: 'appended', length: undefined, end: earlier } : UNKNOWN;
}

interface Walk {
  /** Of the first of the members; undefined where there was no time to find it. */
  readonly begin: number | undefined;
  /** Bytes of all of them, unpacked. */
  readonly unpacked: number;
}

/** Over the members that lie one behind the other up to there: a member a step. */
function* walkBack(bytes: Bytes, from: number): Generator<void, Walk, boolean> {
  let unpacked = 0;
  let end = from;
  for (let begin = memberBefore(bytes, end); begin !== undefined; begin = memberBefore(bytes, end)) {
    unpacked += Number(bytes.at(end - TRAILER, TRAILER).readBigUInt64LE(4));
    end = begin;
    if (yield) return { begin: undefined, unpacked };
  }
  return { begin: end, unpacked };
}

/** @returns where the member begins that ends there */
function memberBefore(bytes: Bytes, end: number): number | undefined {
  if (end < LEAST_MEMBER) return undefined;
  const begin = beginOf(bytes.at(end - TRAILER, TRAILER), end);
  return begin !== undefined && isMember(bytes, begin) ? begin : undefined;
}

function isMember(bytes: Bytes, at: number): boolean {
  return bytes.at(at, 4).toString('latin1') === 'LZIP';
}

function beginOf(trailer: Buffer, end: number): number | undefined {
  const length = Number(trailer.readBigUInt64LE(12));
  return length >= LEAST_MEMBER && length <= end ? end - length : undefined;
}

/** Looks for the last whole member: what may be a trailer a step. @returns where it ends, if that is near the end */
function* earlierEnd(bytes: Bytes): Generator<void, number | 'late' | undefined, boolean> {
  const from = Math.max(0, bytes.size - MOST_BEHIND);
  const tail = bytes.at(from, bytes.size - from);
  for (let length = tail.length - 1; length >= TRAILER; length -= 1) {
    // No member is that long: most bytes are no trailer's.
    if (tail[length - 1] !== 0 || tail[length - 2] !== 0) continue;
    const end = from + length;
    const begin = beginOf(tail.subarray(length - TRAILER, length), end);
    if (begin === undefined) continue;
    if (isMember(bytes, begin)) return end;
    if (yield) return 'late';
  }
  return undefined;
}
