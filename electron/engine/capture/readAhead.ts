import { withCapabilities } from '../../run/confine.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { locateTool, requireTool } from '../../run/tools.ts';
import type { Job } from '../job.ts';

/**
 * tar asks for one file after the other, and of small ones a drive gives few a second to who waits for each. So the kernel is told which come next
 * (posix_fadvise(2), `WILLNEED`), and has several requests at once.
 */
export interface ReadAhead extends AsyncDisposable {
  /** @param name of a file with contents, a byte string @param at bytes of the stream up to its end */
  readonly add: (name: string, at: number) => void;
  /** tar has written so many bytes of the stream. */
  readonly advance: (position: number) => void;
}

/** Constant text; names come on standard input, each with a zero byte behind it, relative to where it runs. */
const PYTHON = `
import os, sys
rest = b''
while True:
    piece = os.read(0, 65536)
    if not piece:
        break
    names = (rest + piece).split(b'\\0')
    rest = names.pop()
    for name in names:
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_WILLNEED)
        except OSError:
            pass
        os.close(fd)
`;

/**
 * How far ahead: what tar packs in so many seconds, and so more than between two reports. Whatever else tar asks for waits behind that, and the bar
 * with it: of a slow drive it must not be more.
 */
const SECONDS = 0.4;
/** Bytes. */
const LEAST = 8 * 1024 ** 2;
const MOST = 128 * 1024 ** 2;
/** Of the last rate in the smoothed one. */
const NEWEST = 0.5;

/** @returns bytes ahead, from how far tar is now */
export function openWindow(now: () => number = () => performance.now() / 1000): (position: number) => number {
  let last = { at: now(), position: 0 };
  let rate = 0;
  return (position) => {
    const seconds = now() - last.at;
    if (seconds > 0) rate += NEWEST * ((position - last.position) / seconds - rate);
    last = { at: now(), position };
    return Math.min(MOST, Math.max(LEAST, rate * SECONDS));
  };
}

/** Names. */
const BATCH = 64;

/** @param root of the tree: a mount on which links are not followed */
export async function openReadAhead(root: string, job: Pick<Job, 'signal'>): Promise<ReadAhead> {
  if (!locateTool('python3')) return { add: () => {}, advance: () => {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  const args = [...withCapabilities(['dac_read_search']), requireTool('python3'), '-I', '-S', '-c', PYTHON];
  const reader = await start({ tool: 'setpriv', args, cwd: root, stdin: 'pipe', tied: true });
  reader.stderr.resume();
  const stopping = stopOnAbort(reader, job.signal);
  const waiting: { readonly name: string; readonly at: number }[] = [];
  let next = 0;
  let reached = 0;
  let ahead = LEAST;
  const windowAt = openWindow();
  const hand = (): void => {
    let batch = '';
    for (let file = waiting[next]; file && file.at < reached + ahead; file = waiting[next]) {
      batch += `./${file.name}\0`;
      next += 1;
    }
    if (batch !== '') reader.stdin?.write(Buffer.from(batch, 'latin1'));
    if (next * 2 <= waiting.length) return;
    waiting.splice(0, next);
    next = 0;
  };
  return {
    add: (name, at) => {
      waiting.push({ name, at });
      // A few at a time are one write.
      if (waiting.length - next >= BATCH) hand();
    },
    advance: (position) => {
      reached = position;
      ahead = windowAt(position);
      hand();
    },
    [Symbol.asyncDispose]: async () => {
      reader.stdin?.end();
      reader.child.kill();
      await reader.exit;
      stopping[Symbol.dispose]();
    },
  };
}
