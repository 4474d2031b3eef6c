import { closeSync } from 'node:fs';
import { once } from '../run/once.ts';
import { openPipe, widen } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import { together } from '../run/together.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { splitter } from './splitter.ts';
import { judgeDecompressor } from './verdict.ts';

/** A feed that two read at the same time: what is decompressed once goes to both, by kernel pipes. */
export interface ForkedFeed extends AsyncDisposable {
  readonly main: Feed;
  /** Whoever reads it must read all of it, or the main one ends, too. It is disposed of by itself, when it has been read: it ends with the other. */
  readonly side: Feed;
}

/** @param feed whoever has made it disposes of it */
export async function forkFeed(feed: Feed, { folder }: Pick<FeedRequest, 'folder'>): Promise<ForkedFeed> {
  const [main, side] = await together(openPipe(folder), openPipe(folder));
  const releases = [main, side].map(({ readEnd }) => once(() => closeSync(readEnd)));
  const releaseAll = (): void => releases.forEach((release) => release());
  try {
    await together(widen(main), widen(side));
    const { tool, args } = splitter();
    const splitting = await start({ tool, args, stdin: feed.stdin, stdout: main.writeEnd, others: [side.writeEnd], tied: true });
    const words = collect(splitting.stderr, 4096);
    feed.release();
    const finished = Promise.all([splitting.exit, words]).then(async ([exit, said]) => {
      const end = judgeDecompressor(tool, exit, said.toString('utf8'));
      return end.ok ? feed.finished : end;
    });
    const [releaseMain, releaseSide] = releases as [() => void, () => void];
    const dispose = async (): Promise<void> => {
      releaseMain();
      stop(splitting);
      await finished;
    };
    const branch = (readEnd: number, release: () => void): Feed => ({
      ...feed,
      stdin: readEnd,
      finished,
      release,
      [Symbol.asyncDispose]: async () => release(),
    });
    return { main: branch(main.readEnd, releaseMain), side: branch(side.readEnd, releaseSide), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    releaseAll();
    throw error;
  } finally {
    for (const { writeEnd } of [main, side]) closeSync(writeEnd);
  }
}
