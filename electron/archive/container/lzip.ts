import type { Bytes, Shape } from './bytes.ts';

/**
 * The lzip file format: members, each with a trailer that tells how long it is. Anything may lie behind them (lzip(1), "Trailing data"), so it is looked
 * for a little before the end as well.
 */

const TRAILER = 20;
/** Header, end mark and trailer. */
const LEAST_MEMBER = 36;
const MOST_BEHIND = 1024 ** 2;

export function shapeOfLzip(bytes: Bytes): Shape {
  const begin = firstBegin(bytes, bytes.size);
  if (begin === 0) return 'whole';
  if (begin < bytes.size) return 'unknown';
  const earlier = earlierEnd(bytes);
  // Another member, which is not whole.
  if (earlier === undefined || isMember(bytes, earlier)) return 'broken';
  return firstBegin(bytes, earlier) === 0 ? 'appended' : 'unknown';
}

/** @returns how many bytes it is unpacked; undefined if it does not end where the file does */
export function lengthOfLzip(bytes: Bytes): number | undefined {
  let unpacked = 0;
  let end = bytes.size;
  for (let begin = memberBefore(bytes, end); begin !== undefined; begin = memberBefore(bytes, end)) {
    unpacked += Number(bytes.at(end - TRAILER, TRAILER).readBigUInt64LE(4));
    end = begin;
  }
  return end === 0 ? unpacked : undefined;
}

/** Of the members that lie one behind the other up to there. */
function firstBegin(bytes: Bytes, from: number): number {
  let end = from;
  for (let begin = memberBefore(bytes, end); begin !== undefined; begin = memberBefore(bytes, end)) end = begin;
  return end;
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

/** @returns where the last whole member ends, if that is near the end */
function earlierEnd(bytes: Bytes): number | undefined {
  const from = Math.max(0, bytes.size - MOST_BEHIND);
  const tail = bytes.at(from, bytes.size - from);
  for (let length = tail.length - 1; length >= TRAILER; length -= 1) {
    // No member is that long: most bytes are no trailer's.
    if (tail[length - 1] !== 0 || tail[length - 2] !== 0) continue;
    const end = from + length;
    const begin = beginOf(tail.subarray(length - TRAILER, length), end);
    if (begin !== undefined && isMember(bytes, begin)) return end;
  }
  return undefined;
}
