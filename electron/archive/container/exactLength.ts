import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import { lengthOfFrames } from './frames.ts';
import { lengthOf } from './length.ts';
import { lz4ContentSize, lz4Frame } from './lz4.ts';
import { zstdContentSize, zstdFrame } from './zstd.ts';

const PATIENCE_MS = 50;

/**
 * As {@link lengthOf}, and of frames as well whose headers tell: zstd writes it where it has packed a file, lz4 where it was asked to.
 * @returns undefined also where there was no time to look at all of them
 */
export function exactLengthOf(bytes: Bytes, compression: Compression, patienceMs = PATIENCE_MS): number | undefined {
  const end = performance.now() + patienceMs;
  const told = tell(bytes, compression, () => performance.now() > end);
  return Number.isSafeInteger(told) ? told : undefined;
}

function tell(bytes: Bytes, compression: Compression, isLate: () => boolean): number | undefined {
  if (compression === 'zstd') return lengthOfFrames(bytes, { frameAt: zstdFrame, contentSize: zstdContentSize }, isLate);
  if (compression === 'lz4') return lengthOfFrames(bytes, { frameAt: lz4Frame, contentSize: lz4ContentSize }, isLate);
  return lengthOf(bytes, compression);
}
