import { closeSync } from 'node:fs';
import { once } from '../run/once.ts';
import { openPipe } from '../run/pipe.ts';
import { start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import type { Feed, FeedRequest } from './feed.ts';

/**
 * The first bytes of a feed, which is disposed of with this one. For several tars with junk behind them: told to go on behind end
 * marks, tar would search it for members, and fail; so it must not see it. Nothing else makes up for a program in tar's data path.
 */
export async function cutFeed(feed: Feed, bytes: number, { folder, as }: Pick<FeedRequest, 'folder' | 'as'>): Promise<Feed> {
  const pipe = await openPipe(folder);
  const release = once(() => closeSync(pipe.readEnd));
  try {
    const head = await start({ tool: 'head', args: ['-c', String(bytes)], stdin: feed.stdin, stdout: pipe.writeEnd, tied: true, as });
    head.stderr.resume();
    feed.release();
    const dispose = async (): Promise<void> => {
      release();
      stop(head);
      await head.exit;
      await feed[Symbol.asyncDispose]();
    };
    return { ...feed, stdin: pipe.readEnd, finished: head.exit.then(() => feed.finished), release, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    release();
    throw error;
  } finally {
    closeSync(pipe.writeEnd);
  }
}
