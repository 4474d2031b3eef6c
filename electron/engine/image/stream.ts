import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import { otherCulprit } from '../../archive/culprit.ts';
import type { Feed } from '../../archive/feed.ts';
import { forkFeed } from '../../archive/forkFeed.ts';
import { identityOf } from '../../archive/open.ts';
import { unfit } from '../../image/bmap.ts';
import { feedImage } from '../../image/feed.ts';
import type { DdEnd } from '../disk/dd.ts';
import { type Job, note } from '../job.ts';
import type { ImageSource } from './source.ts';
import { type Running, type Summing, sum } from './sums.ts';

/** A disk image comes by once: what is to be known of it is summed beside it. */

export interface Streaming {
  readonly source: ImageSource;
  /** null: nobody asks for it. */
  readonly summing: Summing | null;
  readonly sink: Sink;
}

/** Where the stream goes. */
export interface Sink {
  /** Reads all of it, by one dd after the other. */
  readonly write: (stdin: number, job: Job) => Promise<Written>;
  /** Where dd could not write. */
  readonly failureOf: (written: Written) => TarstrapError;
}

export interface Written {
  /** Of the image, up to where it was read. */
  readonly bytes: number;
  /** Of the dd that has failed, or the last. */
  readonly end: DdEnd;
}

export interface Poured {
  /** How long the image is. */
  readonly bytes: number;
  readonly sums: readonly string[];
}

/** Large enough that a drive never waits for a command; the same as people type. */
export const BLOCK = 'bs=4M';

/**
 * @throws TarstrapError `image-cut`, `image-bmap-unfit`, `archive-damaged`, `archive-changed`; `archive-io` where the image's own medium has failed; what the sink makes of
 * its failures
 */
export async function streamInto(streaming: Streaming, job: Job): Promise<Poured> {
  const { source, sink } = streaming;
  const { image, fd } = source;
  const request = { fd, path: image.file.path, compression: image.compression, folder: job.folder, signal: job.signal, as: job.reader };
  await using whole = await feedImage(image.zip, request);
  if (whole.tool) note(job, `Decompressed by ${whole.tool}.`);
  job.meter.follow(whole.position);
  await using beside = await sumBeside(whole, streaming, job);
  const { main, summed } = beside;
  const written = await sink.write(main.stdin, job);
  const { bytes, end } = written;
  main.release();
  const fed = await main.finished;
  if (end.problem !== '') throw isOfSource(end) ? await unreadable(source, { position: whole.position(), words: end.problem }) : sink.failureOf(written);
  if (!fed.ok) throw await unreadable(source, { position: whole.position(), words: fed.detail, ends: [fed.failed] });
  // Who has failed to sum has ended the stream, too.
  const sums = (await summed?.sums) ?? [];
  requireUnchanged(source);
  requireLength(source, bytes);
  return { bytes, sums };
}

/** It was what dd has read that failed, and not what it has written to. */
export function isOfSource({ problem }: Pick<DdEnd, 'problem'>): boolean {
  return /^\S*(?:dd|python3): error reading /m.test(problem);
}

interface Unread {
  /** How far it was read. */
  readonly position: number;
  readonly words: string | undefined;
  readonly ends?: Parameters<typeof otherCulprit>[0]['ends'];
}

/** Why an image could not be read to its end. One that has changed meanwhile may only look damaged. */
export async function unreadable(source: ImageSource, { position, words, ends = [] }: Unread): Promise<TarstrapError> {
  const { fd, image } = source;
  const { path } = image.file;
  const culprit = await otherCulprit({ fd, path, position, words: words ?? '', ends });
  return culprit ?? changed(source) ?? new TarstrapError('archive-damaged', { path }, words);
}

/** What is not written is read all the same: whether it is sound shows at the end only. One byte more shows that it is longer than it should be. */
export function restOf({ image }: ImageSource, at: number): number {
  return Math.max(0, (image.imageBytes ?? at) - at) + 1;
}

interface Beside extends AsyncDisposable {
  readonly main: Feed;
  readonly summed: Running | undefined;
}

/** What comes out of a pipe goes to both. */
async function sumBeside(whole: Feed, { summing }: Streaming, job: Job): Promise<Beside> {
  if (!summing) return { main: whole, summed: undefined, [Symbol.asyncDispose]: async () => {} };
  const forked = await forkFeed(whole, job);
  const summed = await sum(forked.side.stdin, summing, job);
  await forked.side[Symbol.asyncDispose]();
  return { main: forked.main, summed, [Symbol.asyncDispose]: () => forked[Symbol.asyncDispose]() };
}

/** To be asked when all of it was read. @throws TarstrapError `archive-changed` */
export function requireUnchanged(source: ImageSource): void {
  const problem = changed(source);
  if (problem) throw problem;
}

/** A download may still be going on. */
function changed({ image: { file }, fd, identity }: ImageSource): TarstrapError | undefined {
  const { size, mtimeNs } = identityOf(fd);
  return size === identity.size && mtimeNs === identity.mtimeNs ? undefined : new TarstrapError('archive-changed', { path: file.path });
}

/** @throws TarstrapError `archive-damaged`, `image-cut`, `image-bmap-unfit` */
function requireLength({ image }: ImageSource, bytes: number): void {
  const { file, imageBytes, usedBytes } = image;
  const { path } = file;
  if (imageBytes !== null && bytes !== imageBytes) {
    const than = bytes > imageBytes ? 'longer' : 'shorter';
    // What is packed so that nobody tells how long it is has its length from there.
    if (image.bmap) throw unfit(image.bmap.file.path, `${path} is ${than} than the image that it was made for`);
    throw new TarstrapError('archive-damaged', { path }, `What comes out of it is ${than} than it says: ${formatBytes(imageBytes)}.`);
  }
  if (bytes >= usedBytes) return;
  const what = image.table === 'none' ? 'filesystem' : 'last partition';
  throw new TarstrapError('image-cut', { path, what, needed: formatBytes(usedBytes), available: formatBytes(bytes) });
}
