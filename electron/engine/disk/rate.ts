import { rmSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { describeExit, run, type RunResult } from '../../run/run.ts';
import { claim } from './hold.ts';

/** How fast a drive is, by a short look at it. */

/** More than a card's controller, or a throttle of the kernel, takes at once. */
const PROBE = 4 * MiB;
/** At a time: so long it takes to end a probe of a drive that hardly moves. */
const BLOCK = MiB / 4;
/** A probe that takes longer than this, ms, has its answer. */
const PATIENCE_MS = 250;

export interface RateRequest {
  readonly device: string;
  /** Bytes. */
  readonly size: number;
  /** Private to us: what was read lies here for a moment. */
  readonly folder: string;
  /** Bytes a second. Whether it is faster or slower is all that is asked. */
  readonly threshold: number;
  readonly signal: AbortSignal;
}

/**
 * Reads some megabytes in the middle of the drive, past the page cache, and writes them back as they are. No medium is read
 * more slowly than it is written: one that reads below the threshold is not written at all. The drive must be ours.
 *
 * @returns bytes a second that it writes, or undefined if that is less than the threshold, or cannot be told
 * @throws TarstrapError `drive-io` if it does not take back what was read from it; `target-busy` if somebody else has it
 */
export async function writeRateAbove(request: RateRequest): Promise<number | undefined> {
  const { device, size, folder, threshold, signal } = request;
  const middle = Math.floor(size / PROBE / 2) * (PROBE / BLOCK);
  if (middle === 0) return undefined;
  using _ = claim(device);
  const copy = `${folder}/probe`;
  try {
    const read = await dd([`if=${device}`, `of=${copy}`, `skip=${middle}`, 'iflag=direct,fullblock'], signal);
    if (!read || (rateOf(read) ?? 0) < threshold) return undefined;
    const writing = await dd([`if=${copy}`, `of=${device}`, `seek=${middle}`, 'iflag=fullblock', 'oflag=direct', 'conv=notrunc,nocreat'], signal);
    if (writing && writing.exitCode !== 0) throw new TarstrapError('drive-io', { path: device }, writing.stderr.trim() || describeExit(writing));
    const written = writing && rateOf(writing);
    return written !== undefined && written >= threshold ? written : undefined;
  } finally {
    rmSync(copy, { force: true });
  }
}

/** @returns undefined if it takes too long, and was ended */
async function dd(args: readonly string[], signal: AbortSignal): Promise<RunResult | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await run({ tool: 'dd', args: [`bs=${BLOCK}`, `count=${PROBE / BLOCK}`, ...args], tied: true, signal: AbortSignal.any([signal, patience]) });
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted) return undefined;
    throw error;
  }
}

/** Of dd's last line: `4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.00124 s, 3.4 GB/s` (coreutils 9.1). */
export function rateOf({ exitCode, stderr }: Pick<RunResult, 'exitCode' | 'stderr'>): number | undefined {
  const [, bytes, seconds] = /^(\d+) bytes? .*copied, ([\d.e+-]+) s,/m.exec(stderr) ?? [];
  return exitCode === 0 && Number(bytes) === PROBE && Number(seconds) > 0 ? PROBE / Number(seconds) : undefined;
}
