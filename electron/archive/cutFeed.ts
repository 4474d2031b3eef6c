import { closeSync } from 'node:fs';
import { once } from '../run/once.ts';
import { openPipe } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { judgeDecompressor } from './verdict.ts';

/**
 * The first bytes of a feed, which is disposed of with this one. For several tars with junk behind them: told to go on behind end
 * marks, tar would search it for members, and fail; so it must not see it. Nothing else makes up for a program in tar's data path.
 */
export async function cutFeed(feed: Feed, bytes: number, { folder, as }: Pick<FeedRequest, 'folder' | 'as'>): Promise<Feed> {
  const pipe = await openPipe(folder);
  const release = once(() => closeSync(pipe.readEnd));
  try {
    const head = await start({ tool: 'head', args: ['-c', String(bytes)], stdin: feed.stdin, stdout: pipe.writeEnd, tied: true, as });
    const words = collect(head.stderr, 4096);
    const finished = Promise.all([head.exit, words]).then(async ([exit, said]) => {
      const end = judgeDecompressor('head', exit, said.toString('utf8'));
      return end.ok ? feed.finished : end;
    });
    feed.release();
    const dispose = async (): Promise<void> => {
      release();
      stop(head);
      await head.exit;
      await feed[Symbol.asyncDispose]();
    };
    return { ...feed, stdin: pipe.readEnd, finished, release, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    release();
    throw error;
  } finally {
    closeSync(pipe.writeEnd);
  }
}
