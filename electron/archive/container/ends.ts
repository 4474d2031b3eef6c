import type { Bytes } from './bytes.ts';

/** Zeros behind the data are padding, and at most so many of them are looked at. */
const MOST_PADDING = 1024 ** 2;

/** Where data may end that has an end of some bytes, of which the last may be zeros themselves. */
function endsOf({ size, at }: Bytes, mostZeros: number): number[] {
  const from = Math.max(0, size - MOST_PADDING);
  const tail = at(from, size - from);
  let length = tail.length;
  while (length > 0 && tail[length - 1] === 0) length -= 1;
  const least = from + length;
  return Array.from({ length: Math.min(size - least, mostZeros) + 1 }, (_, zeros) => least + zeros);
}

/** The end of a stream, a combined checksum, and bits up to the next byte. */
const BZIP2_END = 0x177245385090n;

/** Whether a bzip2 stream ends where the file does. Its blocks begin at any bit. */
export function endsAsBzip2(bytes: Bytes): boolean {
  return endsOf(bytes, 4).some((end) => {
    const tail = BigInt(`0x0${bytes.at(Math.max(0, end - 11), Math.min(11, end)).toString('hex')}`);
    return [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].some((spare) => (tail & ((1n << spare) - 1n)) === 0n && BigInt.asUintN(48, tail >> (32n + spare)) === BZIP2_END);
  });
}

/** Whether a gzip file ends with the length of what was unpacked of it, as it does if it is one member (RFC 1952, `ISIZE`). */
export function endsAsGzip(bytes: Bytes, unpacked: number): boolean {
  return endsOf(bytes, 3).some((end) => {
    const length = bytes.at(Math.max(0, end - 4), 4);
    return length.length === 4 && length.readUInt32LE(0) === unpacked % 2 ** 32;
  });
}
