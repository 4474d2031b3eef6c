import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import { mediumIn, otherCulprit } from '../../archive/culprit.ts';
import type { Feed, FeedRequest } from '../../archive/feed.ts';
import { forkFeed } from '../../archive/forkFeed.ts';
import { identityOf } from '../../archive/open.ts';
import { feedImage } from '../../image/feed.ts';
import { dd, type DdEnd, type DdRequest } from '../disk/dd.ts';
import { type Job, note } from '../job.ts';
import type { ImageSource } from './source.ts';
import { behindHead, HEAD_BYTES } from './stretches.ts';
import { type Running, type Summing, sum } from './sums.ts';

/** The image goes to the drive in one pass, in large direct writes, all but its head; what is to be known of it is summed beside it. */

export interface Pouring {
  readonly source: ImageSource;
  readonly device: string;
  /** Bytes of the drive, and of its sectors. */
  readonly size: number;
  readonly sectorSize: number;
  /** A file, in which the head of the image is kept meanwhile. */
  readonly head: string;
  /** null: nobody asks for it. */
  readonly summing: Summing | null;
  /** Bytes that have been written, the head included. */
  readonly onProgress: (bytes: number) => void;
}

export interface Poured {
  /** How long the image is. */
  readonly bytes: number;
  readonly sums: readonly string[];
}

/** Large enough that the drive never waits for a command; the same as people type. */
const BLOCK = 'bs=4M';

/**
 * @throws TarstrapError `drive-io`, `image-exceeds-target`, `image-cut`, `archive-damaged`, `archive-changed`; `archive-io` where the image's own medium
 * has failed
 */
export async function pour(pouring: Pouring, job: Job): Promise<Poured> {
  const { image, fd } = pouring.source;
  const request = { fd, path: image.file.path, compression: image.compression, folder: job.folder, signal: job.signal, as: job.reader };
  await using whole = await feedImage(image.zip, request);
  if (whole.tool) note(job, `Decompressed by ${whole.tool}.`);
  job.meter.follow(whole.position);
  await using beside = await sumBeside(whole, pouring, request, job);
  const { main, summed } = beside;
  const { bytes, end } = await write(main.stdin, pouring, job);
  main.release();
  const fed = await main.finished;
  if (end.problem !== '') throw await failureOf(end, whole, pouring);
  if (!fed.ok) {
    const culprit = await otherCulprit({ fd, path: image.file.path, position: whole.position(), words: fed.detail ?? '', ends: [fed.failed] });
    throw culprit ?? new TarstrapError('archive-damaged', { path: image.file.path }, fed.detail);
  }
  // Who has failed to sum has ended the stream, too.
  const sums = (await summed?.sums) ?? [];
  requireUnchanged(pouring.source);
  requireLength(pouring, bytes);
  return { bytes, sums };
}

interface Beside extends AsyncDisposable {
  readonly main: Feed;
  readonly summed: Running | undefined;
}

/** What comes out of a pipe goes to both; a file is open to both. */
async function sumBeside(whole: Feed, { source, summing }: Pouring, request: FeedRequest, job: Job): Promise<Beside> {
  if (!summing) return { main: whole, summed: undefined, [Symbol.asyncDispose]: async () => {} };
  const { compression, zip } = source.image;
  if (compression === 'none' && !zip) {
    await using own = await feedImage(zip, request);
    return { main: whole, summed: await sum(own.stdin, summing, job), [Symbol.asyncDispose]: async () => {} };
  }
  const forked = await forkFeed(whole, job);
  const summed = await sum(forked.side.stdin, summing, job);
  await forked.side[Symbol.asyncDispose]();
  return { main: forked.main, summed, [Symbol.asyncDispose]: () => forked[Symbol.asyncDispose]() };
}

interface Written {
  /** Of the image, up to where it was read. */
  readonly bytes: number;
  /** Of the one that has failed, or the last. */
  readonly end: DdEnd;
}

/** One dd after the other goes on where the last has stopped reading. */
async function write(stdin: number, pouring: Pouring, job: Job): Promise<Written> {
  const { source, device, onProgress } = pouring;
  const run = (args: readonly string[], more: Partial<DdRequest> = {}): Promise<DdEnd> => dd({ args, stdin, signal: job.signal, ...more });
  let end = await run([`of=${pouring.head}`, `bs=${HEAD_BYTES}`, 'count=1', 'iflag=fullblock']);
  if (end.problem !== '' && !OF_THE_SOURCE.test(end.problem))
    throw new TarstrapError('step-failed', { step: 'Keeping the beginning of the image', tool: 'dd' }, end.problem);
  let at = end.bytes;
  let done = end.bytes;
  for (const { startByte, sizeByte } of behindHead(source.stretches)) {
    if (end.problem !== '' || done < HEAD_BYTES) return { bytes: at, end };
    const before = done;
    const where = [`of=${device}`, `skip=${startByte - at}`, `seek=${startByte}`, ...(sizeByte === null ? [] : [`count=${sizeByte}`])];
    const flags = ['iflag=fullblock,skip_bytes,count_bytes', `oflag=${isDirect(startByte, pouring) ? 'direct,' : ''}seek_bytes`, 'conv=notrunc,nocreat'];
    end = await run([BLOCK, ...where, ...flags], { onProgress: (bytes) => onProgress(before + bytes) });
    at = end.bytes === 0 ? at : startByte + end.bytes;
    done += end.bytes;
    onProgress(done);
    if (end.bytes < (sizeByte ?? 0)) return { bytes: at, end };
  }
  if (end.problem !== '') return { bytes: at, end };
  end = await run([BLOCK, 'of=/dev/null', `count=${restOf(pouring, at)}`, 'iflag=fullblock,count_bytes']);
  return { bytes: at + end.bytes, end };
}

/** A block map may count in blocks that are smaller than the drive's. */
function isDirect(startByte: number, { sectorSize }: Pouring): boolean {
  return startByte % sectorSize === 0;
}

/** What is not written is read all the same: whether it is sound shows at the end only. One byte more shows that it is longer than it should be. */
function restOf({ source: { image } }: Pouring, at: number): number {
  return Math.max(0, (image.imageBytes ?? at) - at) + 1;
}

const OF_THE_SOURCE = /^dd: error reading /m;
const FULL = /: No space left on device$/m;

async function failureOf({ signal, problem, bytes }: DdEnd, feed: Feed, { source: { image, fd }, device, size }: Pouring): Promise<TarstrapError> {
  const { path } = image.file;
  if (signal) return new TarstrapError('tar-killed', { tool: 'dd', signal });
  if (OF_THE_SOURCE.test(problem)) {
    const culprit = await otherCulprit({ fd, path, position: feed.position(), words: problem, ends: [] });
    return culprit ?? mediumIn(path, problem) ?? new TarstrapError('archive-damaged', { path }, problem);
  }
  if (FULL.test(problem) && bytes > 0) {
    return new TarstrapError('image-exceeds-target', { path: device, what: path, needed: `more than ${formatBytes(size)}`, available: formatBytes(size) });
  }
  return new TarstrapError('drive-io', { path: device }, problem);
}

/** A download may still be going on. @throws TarstrapError `archive-changed` */
function requireUnchanged({ image: { file }, fd, identity }: ImageSource): void {
  const { size, mtimeNs } = identityOf(fd);
  if (size !== identity.size || mtimeNs !== identity.mtimeNs) throw new TarstrapError('archive-changed', { path: file.path });
}

/** @throws TarstrapError `archive-damaged`, `image-cut` */
function requireLength({ source: { image } }: Pouring, bytes: number): void {
  const { file, imageBytes, usedBytes } = image;
  const { path } = file;
  if (imageBytes !== null && bytes !== imageBytes) {
    const than = bytes > imageBytes ? 'longer' : 'shorter';
    throw new TarstrapError('archive-damaged', { path }, `What comes out of it is ${than} than it says: ${formatBytes(imageBytes)}.`);
  }
  if (bytes >= usedBytes) return;
  const what = image.table === 'none' ? 'filesystem' : 'last partition';
  throw new TarstrapError('image-cut', { path, what, needed: formatBytes(usedBytes), available: formatBytes(bytes) });
}
