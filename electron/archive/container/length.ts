import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import { lengthOfLzip } from './lzip.ts';
import { lengthOfXz } from './xz.ts';

/**
 * How many bytes a compressed file is unpacked, as far as its container tells: without unpacking any of it.
 * @returns undefined where it does not, or not of all of it
 */
export function lengthOf(bytes: Bytes, compression: Compression): number | undefined {
  if (compression === 'none') return bytes.size;
  if (compression === 'xz') return lengthOfXz(bytes);
  if (compression === 'lzip') return lengthOfLzip(bytes);
  if (compression === 'zstd') return lengthOfZstd(bytes);
  return compression === 'gzip' ? lengthOfGzip(bytes) : undefined;
}

/** Of the first frame, which is all where zstd has made it of a file (RFC 8878, 3.1.1.1). One that is made of a pipe does not tell. */
function lengthOfZstd(bytes: Bytes): number | undefined {
  const head = bytes.at(0, 18);
  const descriptor = head[4];
  if (head.length < 18 || descriptor === undefined) return undefined;
  const isSingle = (descriptor & 0x20) !== 0;
  const field = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const at = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (field === 0) return undefined;
  const length = field === 8 ? Number(head.readBigUInt64LE(at)) : head.readUIntLE(at, field) + (field === 2 ? 256 : 0);
  return length >= bytes.size ? length : undefined;
}

/**
 * The last four bytes, which tell it modulo 2^32 and of the last member only (RFC 1952, `ISIZE`). It is believed where it is no less than
 * the file itself: what does not become smaller nobody compresses.
 */
function lengthOfGzip(bytes: Bytes): number | undefined {
  const tail = bytes.at(Math.max(0, bytes.size - 4), 4);
  const length = tail.length === 4 ? tail.readUInt32LE(0) : 0;
  return length >= bytes.size ? length : undefined;
}
