import { TarstrapError } from '../../shared/errors.ts';
import { readerHere } from '../run/confine.ts';
import { collect } from '../run/run.ts';
import { type Exit, type Running, start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import { needsDictionary } from './container/zstd.ts';
import { otherCulprit } from './culprit.ts';
import { feedCompressed } from './feed.ts';
import { type Compressed, decompressor } from './formats.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { type FeedEnd, judgeDecompressor } from './verdict.ts';

/** How a compressed file begins. */
export interface UnpackedHead {
  readonly head: Buffer;
  /** That is all of it. */
  readonly ended: boolean;
  /** How the decompressor ended; fine where it was stopped. */
  readonly end: FeedEnd;
}

export interface HeadRequest {
  readonly compression: Compressed;
  /** Whether what has come is as much as is wanted. */
  readonly suffices: (size: number, first: Buffer) => boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called when the decompressor has been started, for what can be done meanwhile. */
  readonly onStart?: () => unknown;
}

/** @throws TarstrapError `archive-lacks-dictionary`, `archive-io` if its medium fails, `tar-killed` or `tool-unfit` if its decompressor does */
export async function unpackedHead(archive: HeldArchive, request: HeadRequest): Promise<UnpackedHead> {
  const { compression, signal } = request;
  const { fd, identity } = archive;
  const { path } = identity;
  if (compression === 'zstd' && needsDictionary(bytesOf(archive))) throw new TarstrapError('archive-lacks-dictionary', { path });
  const { tool, args } = decompressor(compression);
  const as = readerHere();
  await using source = await feedCompressed(tool, { fd, signal, as });
  const running = await start({ tool, args, stdin: source.stdin, stdout: 'pipe', tied: true, as });
  source.release();
  using _ = stopOnAbort(running, signal);
  const stderr = collect(running.stderr, 4096);
  const output = await firstBytes(running, request);
  const exit = output.ended ? await running.exit : await stopped(running);
  signal?.throwIfAborted();
  if (!output.ended) return { ...output, end: { ok: true } };
  const words = (await stderr).toString('utf8');
  const end = judgeDecompressor(tool, exit, words);
  const problem = await otherCulprit({ fd, path, position: source.position(), words, ends: [end.failed] });
  if (problem) throw problem;
  return { ...output, end };
}

function stopped(running: Running): Promise<Exit> {
  stop(running);
  return running.exit;
}

/** `ended`: that was all, and the exit code counts. */
async function firstBytes(running: Running, { suffices, onStart }: HeadRequest): Promise<Pick<UnpackedHead, 'head' | 'ended'>> {
  try {
    onStart?.();
  } catch (problem) {
    await stopped(running);
    throw problem;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (suffices(size, chunks[0] as Buffer)) return { head: Buffer.concat(chunks), ended: false };
  }
  return { head: Buffer.concat(chunks), ended: true };
}
