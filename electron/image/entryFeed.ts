import { closeSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ZipEntry } from '../../shared/imageFacts.ts';
import type { Feed, FeedRequest } from '../archive/feed.ts';
import { reopen } from '../archive/open.ts';
import { type Source, track } from '../archive/track.ts';
import { type FeedEnd, judgeDecompressor } from '../archive/verdict.ts';
import { once } from '../run/once.ts';
import { openPipe, widen } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { type Running, start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import { asGzip } from './zipAsGzip.ts';

/**
 * The data of a zip's member; what is deflated comes as a gzip file. dd reads it, which goes to its beginning at once. The position is one in the
 * member's data.
 */
export async function feedEntry(zip: ZipEntry, request: FeedRequest): Promise<Feed> {
  const source = track(reopen(request.fd));
  try {
    return await feedFrom(source, zip, request);
  } catch (error) {
    source.close();
    throw error;
  }
}

async function feedFrom(source: Source, zip: ZipEntry, { folder, as, isIdle }: FeedRequest): Promise<Feed> {
  const pipe = await openPipe(folder);
  const [release, endWriting] = [pipe.readEnd, pipe.writeEnd].map((fd) => once(() => closeSync(fd))) as [() => void, () => void];
  const wrapping = zip.method === 'deflated' ? asGzip(zip) : undefined;
  try {
    await widen(pipe);
    // It is empty yet, and takes them.
    if (wrapping) writeSync(pipe.writeEnd, wrapping.before);
    const dd = await start({ tool: 'dd', args: stretchOf(zip), stdin: source.fd, stdout: pipe.writeEnd, tied: true, as, isIdle });
    const finished = ended(dd).then(async (end) => {
      if (wrapping) await appendTo(pipe.writeEnd, wrapping.behind);
      endWriting();
      source.close();
      return end;
    });
    const dispose = async (): Promise<void> => {
      release();
      stop(dd);
      await finished;
    };
    const position = (): number => Math.max(0, source.position() - zip.startByte);
    return { stdin: pipe.readEnd, tool: null, position, finished, release, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    release();
    endWriting();
    throw error;
  }
}

function stretchOf({ startByte, packedBytes }: ZipEntry): string[] {
  return ['bs=1M', `skip=${startByte}`, `count=${packedBytes}`, 'iflag=skip_bytes,count_bytes,fullblock', 'status=none'];
}

async function ended({ stderr, exit }: Running): Promise<FeedEnd> {
  const [words, end] = await Promise.all([collect(stderr, 4096), exit]);
  return judgeDecompressor('dd', end, words.toString('utf8'));
}

const writeTo = promisify(write);

/** Whoever reads may have gone, and his exit code tells the rest. */
async function appendTo(fd: number, bytes: Buffer): Promise<void> {
  await writeTo(fd, bytes).catch(() => {});
}
