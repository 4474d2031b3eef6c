import { closeSync } from 'node:fs';
import type { Command } from '../../shared/plan/types.ts';
import { once } from '../run/once.ts';
import { openPipe, widen } from '../run/pipe.ts';
import { collect } from '../run/run.ts';
import { start } from '../run/spawn.ts';
import { stop } from '../run/stop.ts';
import { locateTool } from '../run/tools.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { reopen } from './open.ts';
import { judgeDecompressor } from './verdict.ts';

interface Followed extends Pick<FeedRequest, 'fd' | 'folder' | 'as'> {
  /** The process that writes it: the file is complete with its end. */
  readonly writer: number;
}

/** Reads on as long as the writer is there (kill(2), signal 0), and once more. tail(1) of some systems does not follow what has no name. Constant text. */
const PYTHON = `
import os, sys, time
def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
writer = int(sys.argv[1])
while True:
    last = not alive(writer)
    piece = os.read(0, 1 << 20)
    while piece:
        piece = piece[os.write(1, piece):] or os.read(0, 1 << 20)
    if last:
        break
    time.sleep(0.02)
`;

function follower(writer: number): Command {
  if (locateTool('python3')) return { tool: 'python3', args: ['-I', '-S', '-c', PYTHON, String(writer)] };
  return { tool: 'tail', args: ['--bytes=+1', '--follow', `--pid=${writer}`, '--sleep-interval=0.05'] };
}

/** A file that is still being written, up to its end: reading it back goes on beside writing it. */
export async function followFeed({ fd, folder, as, writer }: Followed): Promise<Feed> {
  const pipe = await openPipe(folder);
  const release = once(() => closeSync(pipe.readEnd));
  const source = reopen(fd);
  try {
    await widen(pipe);
    const program = follower(writer);
    const tail = await start({ ...program, stdin: source, stdout: pipe.writeEnd, tied: true, as });
    const words = collect(tail.stderr, 4096);
    const finished = Promise.all([tail.exit, words]).then(([exit, said]) => judgeDecompressor(program.tool, exit, said.toString('utf8')));
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
