import { closeSync, fstatSync } from 'node:fs';
import { limitOf } from '../../shared/ending.ts';
import type { Compression, Ending } from '../../shared/facts.ts';
import type { Person } from '../run/confine.ts';
import { once } from '../run/once.ts';
import { type KernelPipe, openPipe, widen } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { type Running, type SpawnRequest, start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import { together } from '../run/together.ts';
import { locateTool } from '../run/tools.ts';
import { cutFeed } from './cutFeed.ts';
import { type Compressed, type Decompressor, decompressor, locateAttentive } from './formats.ts';
import { mendFeed } from './mendFeed.ts';
import { reopen } from './open.ts';
import { canLookAt } from './reach.ts';
import { track } from './track.ts';
import { type FeedEnd, judgeDecompressor } from './verdict.ts';

/** A tar stream for one pass over an archive, from its beginning. */
export interface Feed extends AsyncDisposable {
  /** For tar: the archive itself, or the kernel pipe that the decompressor writes to. */
  readonly stdin: number;
  /** The decompressor; null for a plain archive. */
  readonly tool: string | null;
  /** How far the archive's file was read. Stays what it was last, once the feed has ended. */
  readonly position: () => number;
  /** How the decompressor ended, fine at once for a plain archive. Never rejects. */
  readonly finished: Promise<FeedEnd>;
  /** Gives our end of the pipe up. Call it when tar was started: until then neither of the two notices that the other is gone. */
  readonly release: () => void;
}

export interface FeedRequest {
  /** The open archive; its own offset is neither used nor moved. */
  readonly fd: number;
  /** What it is called, where that is not the name of what is open. */
  readonly path?: string;
  readonly compression: Compression;
  /** How it ends, where that is known: what is to be left out does not come. */
  readonly ending?: Ending | undefined;
  /** Only by a program that tells whatever is wrong behind the data. */
  readonly isStrict?: boolean;
  /** Private to us, for the name that a pipe has for a moment; if none is given, one is made for it. */
  readonly folder?: string;
  /** Whatever decompresses it; left out: a decompressor of its own. */
  readonly unpacked?: Unpacked | undefined;
  /** Ends the decompressor. */
  readonly signal?: AbortSignal | undefined;
  /** Whose rights whatever reads it has. */
  readonly as: Person;
  /** Whatever else runs goes first. */
  readonly isIdle?: boolean | undefined;
}

/** What a decompressor has made of an archive, from its beginning, for one more pass. */
export type Unpacked = (request: Pick<FeedRequest, 'folder' | 'signal'>) => Promise<Feed>;

/**
 * Opens an archive for tar. Dispose the feed when the pass is over: a plain archive stays open until then, so that its
 * position can be told.
 * @throws TarstrapError `tool-missing` if no decompressor is installed
 */
export async function feedArchive(request: FeedRequest): Promise<Feed> {
  const feed = await feedStream(request);
  const limit = request.ending ? limitOf(request.ending) : null;
  const cut = limit === null ? feed : await orDisposed(feed, cutFeed(feed, limit, request));
  return request.ending?.falseSizes ? orDisposed(cut, mendFeed(cut, request)) : cut;
}

function feedStream(request: FeedRequest): Promise<Feed> {
  if (request.compression === 'none') return feedLegible(request);
  return request.unpacked ? request.unpacked(request) : feedDecompressed(request, request.compression);
}

/** What is made of a feed disposes of it, too, unless it could not be made. */
async function orDisposed(feed: Feed, made: Promise<Feed>): Promise<Feed> {
  try {
    return await made;
  } catch (error) {
    await feed[Symbol.asyncDispose]();
    throw error;
  }
}

/** The bytes of an archive as they are, for a decompressor. Of all of them only gzip asks what it reads, as tar does. */
export function feedCompressed(tool: string, request: PlainRequest): Promise<Feed> {
  return tool === 'gzip' ? feedLegible(request) : Promise.resolve(feedPlain(request.fd));
}

type PlainRequest = Pick<FeedRequest, 'fd' | 'folder' | 'signal' | 'as'>;

/** tar asks first of all what it reads. Where it may not, it reads from a pipe, which is filled by a program that does not ask. */
async function feedLegible(request: PlainRequest): Promise<Feed> {
  const { fd } = request;
  const isLegible = await canLookAt(request);
  const feed = feedPlain(fd);
  return isLegible ? feed : orDisposed(feed, cutFeed(feed, fstatSync(fd).size, request));
}

function feedPlain(fd: number): Feed {
  const source = track(reopen(fd));
  return {
    stdin: source.fd,
    tool: null,
    position: source.position,
    finished: Promise.resolve({ ok: true }),
    release: () => {},
    [Symbol.asyncDispose]: async () => source.close(),
  };
}

async function feedDecompressed(request: FeedRequest, compression: Compressed): Promise<Feed> {
  request.signal?.throwIfAborted();
  const program = decompressor(compression, request.isStrict ? locateAttentive : locateTool);
  return feedUnpacked(await feedCompressed(program.tool, request), program, request);
}

/** What a program makes of a feed, which is disposed of with this one. */
export async function feedUnpacked(source: Feed, { tool, args }: Decompressor, { folder, signal, as, isIdle }: UnpackedRequest): Promise<Feed> {
  const made = openPipe(folder).then((pipe) => unpackInto(pipe, { source, tool, args, signal, as, isIdle }));
  return orDisposed(source, made);
}

type UnpackedRequest = Pick<FeedRequest, 'folder' | 'signal' | 'as' | 'isIdle'>;

interface Unpacking extends Pick<FeedRequest, 'signal' | 'as' | 'isIdle'> {
  /** The compressed bytes, given up when they have been read. */
  readonly source: Feed;
  readonly tool: string;
  readonly args: readonly string[];
}

async function unpackInto(pipe: KernelPipe, { source, tool, args, signal, as, isIdle }: Unpacking): Promise<Feed> {
  const release = once(() => closeSync(pipe.readEnd));
  try {
    const [{ running, words }] = await together(hear({ tool, args, stdin: source.stdin, stdout: pipe.writeEnd, tied: true, as, isIdle }), widen(pipe));
    source.release();
    const finished = judged(tool, running, words, signal).then(async (end) => {
      const bytes = await source.finished;
      await source[Symbol.asyncDispose]();
      return bytes.ok ? end : bytes;
    });
    const dispose = async (): Promise<void> => {
      release();
      stop(running);
      await finished;
    };
    return { stdin: pipe.readEnd, tool, position: source.position, finished, release, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    release();
    throw error;
  } finally {
    closeSync(pipe.writeEnd);
  }
}

interface Heard {
  readonly running: Running;
  readonly words: Promise<Buffer>;
}

/** From its first moment: Node throws away what nobody has begun to read when a program ends, and a short stream is unpacked in no time. */
async function hear(request: SpawnRequest): Promise<Heard> {
  const running = await start(request);
  return { running, words: collect(running.stderr, 4096) };
}

async function judged(tool: string, running: Running, words: Promise<Buffer>, signal: AbortSignal | undefined): Promise<FeedEnd> {
  using _ = stopOnAbort(running, signal);
  const [stderr, exit] = await Promise.all([words, running.exit]);
  return judgeDecompressor(tool, exit, stderr.toString('utf8'));
}
