import type { Bytes } from './bytes.ts';

/** What a gzip file tells of its length: of its last member only, and modulo 4 GiB (RFC 1952, `ISIZE`). Most have one member. */

const MODULUS = 2 ** 32;
/** A header of ten bytes, and a trailer of eight. */
const LEAST = 18;

/** @returns undefined where the file is too short for one */
export function lastLength({ size, at }: Bytes): number | undefined {
  return size < LEAST ? undefined : at(size - 4, 4).readUInt32LE(0);
}

/** Systems become a third, more or less. */
const USUAL = 3;

/** How many bytes a file may be unpacked of which nothing was unpacked yet, if it has one member. */
export function guessedLength(bytes: Bytes): number {
  return nearest(lastLength(bytes) ?? 0, bytes.size * USUAL);
}

function nearest(last: number, expected: number): number {
  return last + Math.max(0, Math.round((expected - last) / MODULUS)) * MODULUS;
}

/** What is much less than what was seen lets expect is the length of one member of several. */
const ALIKE = 1 / 3;
/** Systems become a third; but one may begin with what does not compress at all. */
const MOST = 4;

/**
 * How many bytes a file is most likely unpacked. Good for a bar, and for no more.
 * @param last as {@link lastLength} tells
 * @param expected bytes, if all of it compresses like what was unpacked so far
 * @returns undefined where the two do not agree
 */
export function likelyLength(last: number, expected: number): number | undefined {
  const length = nearest(last, expected);
  const isAlike = Math.abs(length - expected) < expected * ALIKE;
  return isAlike || (length > expected && length === last && length < expected * MOST) ? length : undefined;
}
