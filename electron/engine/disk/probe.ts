import { rmSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { describeExit, run, type RunResult } from '../../run/run.ts';
import { claim } from './hold.ts';

/** What a drive is like, by a short look at it. What is left out could not be told, or is too little to matter. */
export interface Nature {
  /** Bytes a second that it writes in large pieces. */
  readonly rate?: number;
  /** Pieces of 4 KiB that it writes a second, each of which has reached it before the next. */
  readonly operations?: number;
}

export interface ProbeRequest {
  readonly device: string;
  /** Bytes. */
  readonly size: number;
  /** Private to us: what was read lies here for a moment. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

interface Piece {
  readonly block: number;
  readonly count: number;
}

const SMALL: Piece = { block: 4096, count: 128 };
/** As much at a time as a drive that hardly moves lets go of soon. */
const LARGE: Piece = { block: MiB / 4, count: 32 };

/** What takes longer than this, ms, has given its answer. */
const PATIENCE_MS = 100;

/**
 * Reads some megabytes in the middle of the drive, past the page cache, and writes them back as they are. The drive must be
 * ours.
 * @throws TarstrapError `drive-io` if it does not take back what was read from it; `target-busy` if somebody else has it
 */
export async function probeDrive(request: ProbeRequest): Promise<Nature> {
  const { device, size, folder } = request;
  const middle = Math.floor(size / LARGE.block / 2) * LARGE.block;
  if (middle < LARGE.block * LARGE.count) return {};
  using _ = claim(device);
  try {
    const operations = await rewrite(SMALL, middle, request);
    const rate = await rewrite(LARGE, middle, request);
    return { ...(operations ? { operations: operations / SMALL.block } : {}), ...(rate ? { rate } : {}) };
  } finally {
    rmSync(copyIn(folder), { force: true });
  }
}

const copyIn = (folder: string): string => `${folder}/probe`;

/** @returns bytes a second of the writing */
async function rewrite(piece: Piece, at: number, { device, folder, signal }: ProbeRequest): Promise<number | undefined> {
  const copy = copyIn(folder);
  const whole = { block: Math.min(piece.block * piece.count, LARGE.block), count: Math.ceil((piece.block * piece.count) / LARGE.block) };
  const read = await dd(whole, [`if=${device}`, `of=${copy}`, `skip=${at / whole.block}`, 'iflag=direct,fullblock'], signal);
  if (read?.exitCode !== 0) return undefined;
  const written = await dd(
    piece,
    [`if=${copy}`, `of=${device}`, `seek=${at / piece.block}`, 'iflag=fullblock', 'oflag=direct', 'conv=notrunc,nocreat'],
    signal,
  );
  if (written && written.exitCode !== 0) throw new TarstrapError('drive-io', { path: device }, written.stderr.trim() || describeExit(written));
  return written && rateOf(written.stderr);
}

/** @returns undefined if it takes too long, and was ended */
async function dd({ block, count }: Piece, args: readonly string[], signal: AbortSignal): Promise<RunResult | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await run({ tool: 'dd', args: [`bs=${block}`, `count=${count}`, ...args], tied: true, signal: AbortSignal.any([signal, patience]) });
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted) return undefined;
    throw error;
  }
}

/** Bytes a second of dd's last line: `4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.00124 s, 3.4 GB/s` (coreutils 9.1). */
export function rateOf(stderr: string): number | undefined {
  const [, bytes, seconds] = /^(\d+) bytes? .*copied, ([\d.e+-]+) s,/m.exec(stderr) ?? [];
  return Number(bytes) > 0 && Number(seconds) > 0 ? Number(bytes) / Number(seconds) : undefined;
}
