import { rmSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { describeExit, run, type RunResult } from '../../run/run.ts';
import { claim } from './hold.ts';

/** What a drive is like, by a short look at it. What is left out could not be told, is too little to matter, or nobody needs it. */
export interface Nature {
  /** Bytes a second that it writes in large pieces. */
  readonly rate?: number;
  /** Pieces of 4 KiB that it writes a second, one after the other, and to its medium in the end. */
  readonly operations?: number;
}

export interface ProbeRequest {
  readonly device: string;
  /** Bytes. */
  readonly size: number;
  /** Private to us: what was read lies here for a moment. */
  readonly folder: string;
  /** Rates below this, in bytes a second, need not be told. */
  readonly least: number;
  /** From this rate on nothing else need be told. */
  readonly enough: number;
  readonly signal: AbortSignal;
}

interface Piece {
  readonly block: number;
  readonly count: number;
  /** With the flush of the drive's cache at the end. */
  readonly isFlushed?: boolean;
}

const SMALL: Piece = { block: 4096, count: 128, isFlushed: true };
/** As much at a time as a drive that hardly moves lets go of soon. */
const LARGE: Piece = { block: MiB / 4, count: 32 };

/** Milliseconds. What takes longer has given its answer: it is slower than the least rate, with the start of a program. */
function patienceOf({ block, count }: Piece, least: number): number {
  return Math.max(100, Math.ceil(((block * count) / least) * 1000) + 30);
}

/**
 * Reads some megabytes in the middle of the drive, past the page cache, and writes them back as they are. The drive must be
 * ours.
 * @throws TarstrapError `drive-io` if it does not take back what was read from it; `target-busy` if somebody else has it
 */
export async function probeDrive(request: ProbeRequest): Promise<Nature> {
  const { device, size, folder, enough } = request;
  const middle = Math.floor(size / LARGE.block / 2) * LARGE.block;
  if (middle < LARGE.block * LARGE.count) return {};
  using _ = await claim(device);
  try {
    const rate = await rewrite(LARGE, middle, request);
    if ((rate ?? 0) >= enough) return rate ? { rate } : {};
    const operations = (await flushed(request)) ? await rewrite(SMALL, middle, request) : undefined;
    return { ...(operations ? { operations: operations / SMALL.block } : {}), ...(rate ? { rate } : {}) };
  } finally {
    rmSync(copyIn(folder), { force: true });
  }
}

const copyIn = (folder: string): string => `${folder}/probe`;

/** @returns bytes a second of the writing */
async function rewrite(piece: Piece, at: number, { device, folder, least, signal }: ProbeRequest): Promise<number | undefined> {
  const limits = { patience: patienceOf(piece, least), signal };
  const copy = copyIn(folder);
  const whole = { block: Math.min(piece.block * piece.count, LARGE.block), count: Math.ceil((piece.block * piece.count) / LARGE.block) };
  const read = await dd(whole, [`if=${device}`, `of=${copy}`, `skip=${at / whole.block}`, 'iflag=direct,fullblock'], limits);
  if (read?.exitCode !== 0) return undefined;
  const written = await dd(
    piece,
    [`if=${copy}`, `of=${device}`, `seek=${at / piece.block}`, 'iflag=fullblock', 'oflag=direct', `conv=notrunc,nocreat${piece.isFlushed ? ',fdatasync' : ''}`],
    limits,
  );
  return written && isTaken(written, device) ? rateOf(written.stderr) : undefined;
}

/** @returns false where it was ended before @throws TarstrapError `drive-io` */
function isTaken(written: RunResult, device: string): boolean {
  if ((written.exitCode ?? 0) !== 0) throw new TarstrapError('drive-io', { path: device }, written.stderr.trim() || describeExit(written));
  return written.exitCode === 0;
}

/** What is left of the large pieces in the drive's cache is not to count for the small ones. */
async function flushed({ device, signal }: ProbeRequest): Promise<boolean> {
  // Where it is to copy nothing, dd before coreutils 9.1 flushes nothing; it is to copy one byte of none.
  const result = await dd({ block: 1, count: 1 }, [`of=${device}`, 'if=/dev/null', 'conv=notrunc,nocreat,fdatasync'], { patience: FLUSHING, signal });
  return result !== undefined && isTaken(result, device);
}

/** Milliseconds. What takes longer is no drive that takes many small writes a second. */
const FLUSHING = 500;

interface Limits {
  /** Milliseconds. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** @returns undefined if it takes too long, and was ended */
async function dd({ block, count }: Piece, args: readonly string[], { patience, signal }: Limits): Promise<RunResult | undefined> {
  const over = AbortSignal.timeout(patience);
  try {
    return await run({ tool: 'dd', args: [`bs=${block}`, `count=${count}`, ...args], tied: true, signal: AbortSignal.any([signal, over]) });
  } catch (error) {
    signal.throwIfAborted();
    if (over.aborted) return undefined;
    throw error;
  }
}

/** Bytes a second of dd's last line: `4194304 bytes (4.2 MB, 4.0 MiB) copied, 0.00124 s, 3.4 GB/s` (coreutils 9.1). */
export function rateOf(stderr: string): number | undefined {
  const [, bytes, seconds] = /^(\d+) bytes? .*copied, ([\d.e+-]+) s,/m.exec(stderr) ?? [];
  return Number(bytes) > 0 && Number(seconds) > 0 ? Number(bytes) / Number(seconds) : undefined;
}
