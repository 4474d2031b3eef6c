import { fstatSync, read as readFile } from 'node:fs';
import { promisify } from 'node:util';
import { limitOf } from '../../shared/ending.ts';
import type { Ending } from '../../shared/facts.ts';
import { type Feed, feedArchive, type FeedRequest } from './feed.ts';
import { orAborted } from '../run/orAborted.ts';
import { openTurns } from '../run/turns.ts';
import { otherCulprit } from './culprit.ts';
import { archiveError, nameOf } from './open.ts';
import type { TarReader } from './tarReader.ts';
import type { FeedEnd } from './verdict.ts';

/** A pass over an archive that looks at headers only. Between any two pieces a cancel is heeded. */

export interface HeadersPass {
  readonly reader: TarReader;
  /** To be read instead of one that is made for it. */
  readonly feed?: Feed | undefined;
  /** Asked between two pieces. */
  readonly isEnough: () => boolean;
  /** Told before the first piece: how far the archive's file was read. */
  readonly onStart: (position: () => number) => void;
}

/** As much as is read and parsed in a few milliseconds. Each read takes a turn of another thread, which is as long as it takes to copy this. */
const PIECE = 1024 ** 2;
/** Of what lies behind contents that were left out: there may be more of these. */
const SHORT_PIECE = 64 * 1024;

/** A piece is handed on in such: whatever is in it, others come in between. */
const SLICE = 64 * 1024;

const readAt = promisify(readFile);

/**
 * @returns how the decompressor ended, as far as it was needed
 * @throws the abort's reason; TarstrapError `tool-missing`, `tool-unfit`, `tar-killed`, `archive-io`
 */
export async function readHeaders(request: FeedRequest, pass: HeadersPass): Promise<FeedEnd> {
  if (pass.feed) return readFeed(pass.feed, request, pass);
  return request.compression === 'none' ? readPlain(request, pass) : readDecompressed(request, pass);
}

/** Contents that go beyond a piece are not read at all. */
async function readPlain(request: FeedRequest, { reader, isEnough, onStart }: HeadersPass): Promise<FeedEnd> {
  const { fd, ending, signal } = request;
  const piece = Buffer.alloc(PIECE);
  const size = (ending && limitOf(ending)) ?? fstatSync(fd).size;
  let position = 0;
  let length = PIECE;
  onStart(() => position);
  while (!reader.hasEnded() && !isEnough()) {
    const read = readAt(fd, piece, 0, Math.min(length, size - position), position).catch((error: unknown) => {
      throw archiveError(nameOf(request), error);
    });
    // A server that is gone may keep it waiting for good; who hears of it later leaves the piece alone.
    const { bytesRead } = await orAborted(read, signal);
    if (bytesRead === 0) break;
    await handOn(piece.subarray(0, bytesRead), reader, request);
    const left = Math.min(reader.skippable(), size - position - bytesRead);
    reader.skip(left);
    position += bytesRead + left;
    length = left > length ? SHORT_PIECE : Math.min(length * 2, PIECE);
  }
  return { ok: true };
}

async function readDecompressed(request: FeedRequest, pass: HeadersPass): Promise<FeedEnd> {
  await using feed = await feedArchive(unmended(request));
  // Awaited here: the feed is there as long as it is read.
  return await readFeed(feed, request, pass);
}

/** Its end of the pipe stays ours: we are the reader. */
async function readFeed(feed: Feed, request: FeedRequest, { reader, isEnough, onStart }: HeadersPass): Promise<FeedEnd> {
  onStart(feed.position);
  const piece = Buffer.alloc(PIECE);
  while (!reader.hasEnded() && !isEnough()) {
    const { bytesRead } = await readAt(feed.stdin, piece, 0, PIECE, null);
    request.signal?.throwIfAborted();
    if (bytesRead === 0) return await judged(request, feed);
    await handOn(piece.subarray(0, bytesRead), reader, request);
  }
  return { ok: true };
}

async function handOn(piece: Buffer, reader: TarReader, { signal }: FeedRequest): Promise<void> {
  const turns = openTurns(signal);
  for (let at = 0; at < piece.length; at += SLICE) {
    reader.push(piece.subarray(at, at + SLICE));
    if (turns.isOver()) await turns.next();
  }
}

/** Our own reader knows who has no contents. */
function unmended(request: FeedRequest): FeedRequest {
  const { falseSizes: _, ...ending } = request.ending ?? {};
  return request.ending?.falseSizes ? { ...request, ending: ending as Ending } : request;
}

async function judged(request: FeedRequest, feed: Feed): Promise<FeedEnd> {
  const end = await feed.finished;
  const problem = await otherCulprit({ fd: request.fd, path: nameOf(request), position: feed.position(), words: end.detail ?? '', ends: [end.failed] });
  if (problem) throw problem;
  return end;
}
