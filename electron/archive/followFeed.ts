import { closeSync } from 'node:fs';
import { once } from '../run/once.ts';
import { openPipe, widen } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { reopen } from './open.ts';
import { judgeDecompressor } from './verdict.ts';

interface Followed extends Pick<FeedRequest, 'fd' | 'folder' | 'as'> {
  /** The process that writes it: the file is complete with its end. */
  readonly writer: number;
}

/** A file that is still being written, up to its end: reading it back goes on beside writing it (tail(1), `--pid`). */
export async function followFeed({ fd, folder, as, writer }: Followed): Promise<Feed> {
  const pipe = await openPipe(folder);
  const release = once(() => closeSync(pipe.readEnd));
  const source = reopen(fd);
  try {
    await widen(pipe);
    const args = ['--bytes=+1', '--follow', `--pid=${writer}`, '--sleep-interval=0.05'];
    const tail = await start({ tool: 'tail', args, stdin: source, stdout: pipe.writeEnd, tied: true, as });
    const words = collect(tail.stderr, 4096);
    const finished = Promise.all([tail.exit, words]).then(([exit, said]) => judgeDecompressor('tail', exit, said.toString('utf8')));
    const dispose = async (): Promise<void> => {
      release();
      stop(tail);
      await tail.exit;
    };
    return { stdin: pipe.readEnd, tool: null, position: () => 0, finished, release, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    release();
    throw error;
  } finally {
    closeSync(source);
    closeSync(pipe.writeEnd);
  }
}
