import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { runStep } from './run.ts';
import { withinTemporary } from './scratch.ts';
import { start } from './spawn.ts';
import { locateTool } from './tools.ts';

/**
 * A kernel pipe between two programs. Node's own `'pipe'` is a Unix socket pair and ends in JavaScript; bytes must do
 * neither on the flashing path. A FIFO (fifo(7)) in a private folder is opened at both ends and loses its name at once.
 */
export interface KernelPipe extends Disposable {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/**
 * @param folder private to us, on a filesystem that has FIFOs; if none is given, one is made for the moment
 * @throws TarstrapError `no-scratch`
 */
export async function openPipe(folder?: string): Promise<KernelPipe> {
  return folder === undefined ? withinTemporary(openIn) : openIn(folder);
}

async function openIn(folder: string): Promise<KernelPipe> {
  const path = `${folder}/${randomUUID()}`;
  await runStep('Making a pipe', { tool: 'mkfifo', args: ['-m', '600', path] });
  // Opened for both at first, so that neither of the other two waits for the other (fifo(7), "Linux notes").
  const both = openSync(path, constants.O_RDWR);
  try {
    const readEnd = openSync(path, constants.O_RDONLY);
    const writeEnd = openSync(path, constants.O_WRONLY);
    return { readEnd, writeEnd, [Symbol.dispose]: () => [readEnd, writeEnd].forEach((fd) => closeSync(fd)) };
  } finally {
    unlinkSync(path);
    closeSync(both);
  }
}

/** As much as an ordinary user may have (`/proc/sys/fs/pipe-max-size`). */
const WIDE = 1024 ** 2;

/** fcntl(2) with `F_SETPIPE_SZ`, which Node does not have. Constant text; the pipe is its standard input. */
const WIDENERS = [
  { tool: 'perl', args: ['-e', `fcntl(STDIN, 1031, ${WIDE}) or exit 1`] },
  { tool: 'python3', args: ['-I', '-S', '-c', `import fcntl; fcntl.fcntl(0, 1031, ${WIDE})`] },
] as const;

/**
 * A pipe holds 64 KiB at first (pipe(7)). igzip writes a MiB at a time: it would stand still while tar works that off, and
 * tar while it unpacks the next; in a pipe that holds it both go on (measured: 2.4 s become 1.5 s for 1 GB). Where neither
 * program is there, or the system grants no more, the pipe stays as it is.
 */
export async function widen({ readEnd }: KernelPipe): Promise<void> {
  const widener = WIDENERS.find(({ tool }) => locateTool(tool));
  if (!widener) return;
  try {
    const running = await start({ ...widener, stdin: readEnd });
    running.stderr.resume();
    await running.exit;
  } catch {
    // It works as it is.
  }
}
