import type { Bytes } from './bytes.ts';
import type { ContentSize, Frame } from './frames.ts';

/** A frame of zstd (RFC 8878, 3.1.1). */

const MAGIC = 0xfd2fb528;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const RLE = 1;
const COMPRESSED = 2;
const RESERVED = 3;
/** Of a compressed block, unpacked (`Block_Maximum_Size`). */
const MOST = 128 * 1024;

export const zstdFrame: Frame = function* (bytes: Bytes, begin: number) {
  const head = bytes.at(begin, 5);
  if (head.length >= 4 && head.readUInt32LE(0) !== MAGIC) return 'unknown';
  const descriptor = head[4];
  if (descriptor === undefined) return begin === 0 ? 'broken' : 'unknown';
  let at = begin + 5 + headerBytes(descriptor);
  for (let isLast = false; !isLast;) {
    const header = bytes.at(at, 3);
    if (header.length < 3) return 'broken';
    const word = header.readUIntLE(0, 3);
    const type = (word >> 1) & 3;
    if (type === RESERVED) return 'broken';
    at += 3 + (type === RLE ? 1 : word >> 3);
    isLast = (word & 1) === 1;
    yield { end: at, most: type === COMPRESSED ? MOST : word >> 3 };
  }
  const hasChecksum = (descriptor & 4) !== 0;
  return at + (hasChecksum ? 4 : 0);
};

/** Whether the first frame names a dictionary, without which nobody can unpack it. */
export function needsDictionary(bytes: Bytes): boolean {
  const head = bytes.at(0, 10);
  const descriptor = head.length === 10 && head.readUInt32LE(0) === MAGIC ? (head[4] ?? 0) : 0;
  const idBytes = DICTIONARY_BYTES[descriptor & 3] ?? 0;
  const at = (descriptor & 0x20) === 0 ? 6 : 5;
  // None is a dictionary that is not told.
  return idBytes > 0 && head.subarray(at, at + idBytes).some((byte) => byte !== 0);
}

/** Behind the descriptor: of the window, of the dictionary, and of the size of the contents. */
function headerBytes(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0;
  const size = SIZE_BYTES[descriptor >> 6] ?? 0;
  return (isSingle ? Math.max(size, 1) : 1 + size) + (DICTIONARY_BYTES[descriptor & 3] ?? 0);
}

export const zstdContentSize: ContentSize = (bytes, begin) => {
  const header = bytes.at(begin, 18);
  const descriptor = header[4];
  if (descriptor === undefined) return undefined;
  const isSingle = (descriptor & 0x20) !== 0;
  const length = SIZE_BYTES[descriptor >> 6] || Number(isSingle);
  const at = 5 + Number(!isSingle) + (DICTIONARY_BYTES[descriptor & 3] ?? 0);
  if (length === 0 || header.length < at + length) return undefined;
  if (length === 8) return Number(header.readBigUInt64LE(at));
  // Two bytes count from 256, where one would have done.
  return header.readUIntLE(at, length) + (length === 2 ? 256 : 0);
};
