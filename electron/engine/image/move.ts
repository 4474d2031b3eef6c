import { closeSync } from 'node:fs';
import { collect, describeExit } from '../../run/run.ts';
import { start, type Stream } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { openList, type Span } from './spans.ts';

/** Many pieces of an image by one program: a dd for each takes longer than most of them. */

/** Whole sectors, past the page cache of the drive. How far it is is told by the device alone. */
export type Moving = {
  readonly pieces: readonly Span[];
  /** Private to us. */
  readonly folder: string;
  readonly signal: AbortSignal;
} & (
  | { readonly from: string; readonly toDrive: string }
  /** In their order. */
  | { readonly fromDrive: string; readonly to: Stream }
);

/** At once, where their order does not matter: what reads one and what waits for the drive are different parts of the machine. */
const AT_ONCE = 4;

/**
 * Where each piece begins, and its length, stand in a file, descriptor 3. Without a target they go to standard output. What the source no longer has is not
 * written: whether it has changed is looked at afterwards. Memory of its own pages, because direct I/O wants it aligned (open(2)). Constant text.
 */
const PYTHON = `
import mmap, os, sys, threading
source, target, at_once = sys.argv[1], sys.argv[2], int(sys.argv[3])
lock = threading.Lock()
pieces = (tuple(map(int, line.split())) for line in os.fdopen(3))
def attempt(what, path, action, *words):
    try:
        return action(*words)
    except OSError as error:
        os.write(2, f"python3: error {what} '{path}': {error.strerror}\\n".encode())
        os._exit(1)
def opened(what, path, flags):
    return attempt(what, path, os.open, path, flags)
reading = opened('reading', source, os.O_RDONLY | (0 if target else os.O_DIRECT))
writing = opened('writing', target, os.O_WRONLY | os.O_DIRECT) if target else 1
def written(piece, at):
    while piece:
        if target:
            count = attempt('writing', target, os.pwrite, writing, piece, at)
        else:
            count = attempt('writing', 'standard output', os.write, writing, piece)
        piece, at = piece[count:], at + count
def move(at, size, memory):
    while size > 0:
        wanted = min(size, len(memory))
        count = attempt('reading', source, os.preadv, reading, [memory[:wanted]], at)
        if count < wanted and (target or count == 0):
            return
        written(memory[:count], at)
        at, size = at + count, size - count
def work():
    memory = memoryview(mmap.mmap(-1, 1 << 20))
    while True:
        with lock:
            piece = next(pieces, None)
        if piece is None:
            return
        move(*piece, memory)
workers = [threading.Thread(target=work) for _ in range(at_once)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
`;

/** @returns why it has failed; empty where it has not */
export async function move(moving: Moving): Promise<string> {
  const { pieces, folder, signal } = moving;
  const [source, target, atOnce] = 'to' in moving ? [moving.fromDrive, '', 1] : [moving.from, moving.toDrive, AT_ONCE];
  const list = openList(pieces, `${folder}/pieces`);
  const args = ['-I', '-S', '-c', PYTHON, source, target, String(atOnce)];
  const starting = start({ tool: 'python3', args, stdout: 'to' in moving ? moving.to : 'ignore', others: [list], tied: true });
  const running = await starting.finally(() => closeSync(list));
  using _ = stopOnAbort(running, signal);
  const [words, exit] = await Promise.all([collect(running.stderr, 4096), running.exit]);
  signal.throwIfAborted();
  return exit.exitCode === 0 ? '' : words.toString('utf8').trim() || describeExit(exit);
}
