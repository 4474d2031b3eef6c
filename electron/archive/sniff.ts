import type { Readable } from 'node:stream';
import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import { readerHere } from '../run/confine.ts';
import { collect } from '../run/run.ts';
import { type Exit, type Running, start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import { type Compressed, decompressor } from './formats.ts';
import { otherCulprit } from './culprit.ts';
import { feedCompressed } from './feed.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { partOf } from './parts.ts';
import { HEAD_BYTES, type Finding, recognise } from './signatures.ts';
import { isTarHeader } from './tarHeader.ts';
import { type FeedEnd, judgeDecompressor } from './verdict.ts';
import { refuseAppended } from './wholeness.ts';

/**
 * How a tarball is compressed, found by its first bytes and by those of the decompressed stream.
 * @throws TarstrapError if it is no tarball: `archive-empty`, `archive-is-image`, `archive-not-tar`, `archive-stand-in`, `archive-in-parts` or
 * `archive-damaged`, `archive-io` if its medium fails, `tar-killed` or `tool-unfit` if its decompressor does
 */
export async function sniffArchive(archive: HeldArchive, signal?: AbortSignal): Promise<Compression> {
  const { path } = archive.identity;
  const outer = recognise(bytesOf(archive).at(0, HEAD_BYTES));
  if (outer.kind !== 'compressed') {
    requireTar(path, outer);
    return 'none';
  }
  const { head, end } = await decompressedHead(archive, outer.compression, signal);
  const inner = recognise(head);
  if (!end.ok) refuseAppended(archive, outer.compression);
  if (!end.ok && inner.kind !== 'image') throw partOf(path) ?? new TarstrapError('archive-damaged', { path }, end.detail);
  requireTar(path, inner, outer.compression);
  return outer.compression;
}

/**
 * What is no tar may just be damaged: bzip2 gives a block of up to 900 kB out before it has checked it. So that much is
 * read before anything is said about it.
 */
const PROBE_BYTES = 4 * 1024 ** 2;

interface Head {
  readonly head: Buffer;
  readonly end: FeedEnd;
}

async function decompressedHead({ fd, identity: { path } }: HeldArchive, compression: Compressed, signal: AbortSignal | undefined): Promise<Head> {
  const { tool, args } = decompressor(compression);
  const as = readerHere();
  await using source = await feedCompressed(tool, { fd, signal, as });
  const running = await start({ tool, args, stdin: source.stdin, stdout: 'pipe', tied: true, as });
  source.release();
  using _ = stopOnAbort(running, signal);
  const stderr = collect(running.stderr, 4096);
  const output = await firstBytes(running.stdout as Readable);
  const exit = output.ended ? await running.exit : await stopped(running);
  signal?.throwIfAborted();
  if (!output.ended) return { head: output.head, end: { ok: true } };
  const words = (await stderr).toString('utf8');
  const end = judgeDecompressor(tool, exit, words);
  const problem = await otherCulprit({ fd, path, position: source.position(), words, ends: [end.failed] });
  if (problem) throw problem;
  return { head: output.head, end };
}

function stopped(running: Running): Promise<Exit> {
  stop(running);
  return running.exit;
}

/** `ended`: that was all, and the exit code counts. */
async function firstBytes(stream: Readable): Promise<{ readonly head: Buffer; readonly ended: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= PROBE_BYTES || (size >= HEAD_BYTES && isTarHeader(chunks[0] as Buffer))) return { head: headOf(chunks), ended: false };
  }
  return { head: headOf(chunks), ended: true };
}

function headOf(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function requireTar(path: string, finding: Finding, compression?: Compression): void {
  const wrapped = compression ? `, compressed with ${compression}` : '';
  switch (finding.kind) {
    case 'tar':
      return;
    case 'empty':
      throw new TarstrapError('archive-empty', { path });
    case 'image':
      throw new TarstrapError('archive-is-image', { path, what: `${finding.what}${wrapped}`, advice: finding.advice });
    case 'stand-in':
      throw new TarstrapError('archive-stand-in', { path, what: `${finding.what}${wrapped}`, advice: finding.advice });
    case 'zeros':
      throw new TarstrapError('archive-not-tar', { path, what: `it begins with nothing but zeros${wrapped}` });
    case 'compressed':
      throw new TarstrapError('archive-not-tar', { path, what: `it is a ${finding.compression} file${wrapped}` });
    case 'cut':
      throw cutAtOnce(path, finding.compression);
    case 'other':
      throw unknown(path, finding, wrapped);
  }
}

function cutAtOnce(path: string, compression: Compressed): TarstrapError {
  return partOf(path) ?? new TarstrapError('archive-damaged', { path }, `It ends within the first bytes of ${compression} data.`);
}

function unknown(path: string, { what, isKnown }: { readonly what: string; readonly isKnown: boolean }, wrapped: string): TarstrapError {
  return (isKnown ? undefined : partOf(path)) ?? new TarstrapError('archive-not-tar', { path, what: `${what}${wrapped}` });
}
