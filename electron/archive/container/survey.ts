import type { Compression } from '../../../shared/facts.ts';
import { openTurns } from '../../run/turns.ts';
import type { Bytes } from './bytes.ts';
import { LARGE, surveyFrames } from './frames.ts';
import { type Look, type Survey, UNKNOWN } from './look.ts';
import { lz4ContentSize, lz4Frame } from './lz4.ts';
import { surveyLzip } from './lzip.ts';
import { surveyXz } from './xz.ts';
import { zstdContentSize, zstdFrame } from './zstd.ts';

/** A file of some gigabytes has tens of thousands of blocks, and each of them is one read. */
const PATIENCE_MS = 200;

/** How long a walk over the blocks of a file may take. */
interface Patience {
  readonly patienceMs?: number;
  /** So many are looked at in any case, each of which may be one read of a slow medium. */
  readonly leastBlocks?: number;
}

/**
 * Whether a compressed file is as long as it says, and how many bytes it is unpacked. Nothing is unpacked, so that what was cut short is known at once;
 * gzip and bzip2 say nothing of their length. zstd writes it where it has packed a file, lz4 where it was asked to. Of frames it also tells what their blocks do.
 */
export async function surveyOf(bytes: Bytes, compression: Compression, { patienceMs = PATIENCE_MS, leastBlocks = LARGE }: Patience = {}): Promise<Survey> {
  if (compression === 'none') return { shape: 'unknown', length: bytes.size };
  const look = lookAt(bytes, compression);
  if (!look) return UNKNOWN;
  const end = performance.now() + patienceMs;
  const { length, ...rest } = await walked(look, (steps) => steps >= leastBlocks && performance.now() > end);
  return { ...rest, length: Number.isSafeInteger(length) ? length : undefined };
}

async function walked(look: Look, isLate: (steps: number) => boolean): Promise<Survey> {
  const turns = openTurns();
  let step = look.next(false);
  for (let steps = 1; !step.done; steps += 1) {
    if (turns.isOver()) await turns.next();
    step = look.next(isLate(steps));
  }
  return step.value;
}

function lookAt(bytes: Bytes, compression: Compression): Look | undefined {
  if (compression === 'xz') return surveyXz(bytes);
  if (compression === 'zstd') return surveyFrames(bytes, { frameAt: zstdFrame, contentSize: zstdContentSize });
  if (compression === 'lz4') return surveyFrames(bytes, { frameAt: lz4Frame, contentSize: lz4ContentSize });
  return compression === 'lzip' ? surveyLzip(bytes) : undefined;
}
