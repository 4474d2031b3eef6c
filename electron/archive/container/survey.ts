import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import { LARGE, type Survey, surveyFrames } from './frames.ts';
import { lengthOf } from './length.ts';
import { lz4ContentSize, lz4Frame } from './lz4.ts';
import { PATIENCE_MS, shapeOf } from './shape.ts';
import { zstdContentSize, zstdFrame } from './zstd.ts';

/** How long a walk over the blocks of a file may take. */
interface Patience {
  readonly patienceMs?: number;
  /** So many are looked at in any case, each of which may be one read of a slow medium. */
  readonly leastBlocks?: number;
}

/**
 * Whether a compressed file is as long as it says, as {@link shapeOf} tells it, and how many bytes it is unpacked: as {@link lengthOf}, and of frames as well
 * whose headers tell. zstd writes it where it has packed a file, lz4 where it was asked to. Of frames it also tells what their blocks do.
 */
export function surveyOf(bytes: Bytes, compression: Compression, { patienceMs = PATIENCE_MS, leastBlocks = LARGE }: Patience = {}): Survey {
  const end = performance.now() + patienceMs;
  const { length, ...rest } = survey(bytes, compression, (blocks) => blocks >= leastBlocks && performance.now() > end);
  return { ...rest, length: Number.isSafeInteger(length) ? length : undefined };
}

function survey(bytes: Bytes, compression: Compression, isLate: (blocks: number) => boolean): Survey {
  if (compression === 'zstd') return surveyFrames(bytes, { frameAt: zstdFrame, contentSize: zstdContentSize }, isLate);
  if (compression === 'lz4') return surveyFrames(bytes, { frameAt: lz4Frame, contentSize: lz4ContentSize }, isLate);
  return { shape: shapeOf(bytes, compression), length: lengthOf(bytes, compression) };
}
