import type { Compression } from '../../../shared/facts.ts';
import type { Bytes, Shape } from './bytes.ts';
import { shapeOfFrames } from './frames.ts';
import { lz4Frame } from './lz4.ts';
import { shapeOfLzip } from './lzip.ts';
import { shapeOfXz } from './xz.ts';
import { zstdFrame } from './zstd.ts';

/** A file of some gigabytes has tens of thousands of blocks, and each of them is one read. */
export const PATIENCE_MS = 200;

/**
 * Whether a compressed file is as long as it says. Nothing is unpacked, so that what was cut short is known at once; gzip and bzip2 say
 * nothing of their length.
 */
export function shapeOf(bytes: Bytes, compression: Compression, patienceMs = PATIENCE_MS): Shape {
  const end = performance.now() + patienceMs;
  const isLate = (): boolean => performance.now() > end;
  if (compression === 'xz') return shapeOfXz(bytes);
  if (compression === 'zstd') return shapeOfFrames(bytes, zstdFrame, isLate);
  if (compression === 'lz4') return shapeOfFrames(bytes, lz4Frame, isLate);
  return compression === 'lzip' ? shapeOfLzip(bytes) : 'unknown';
}
