import type { Bytes } from '../archive/container/bytes.ts';

/** Bytes in memory. */
export function inMemory(buffer: Buffer): Bytes {
  return { size: buffer.length, at: (position, length) => buffer.subarray(position, position + length) };
}

/** A part of a file, as if it were all of it. */
export function stretchOf(bytes: Bytes, begin: number, size: number): Bytes {
  return { size, at: (position, length) => bytes.at(begin + position, Math.max(0, Math.min(length, size - position))) };
}
