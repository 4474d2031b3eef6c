import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { runStep } from './run.ts';

/**
 * A kernel pipe between two programs. Node's own `'pipe'` is a Unix socket pair and ends in JavaScript; bytes must do
 * neither on the flashing path. A FIFO (fifo(7)) in a private folder is opened at both ends and loses its name at once.
 */
export interface KernelPipe extends Disposable {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** @param folder private to us, on a filesystem that has FIFOs */
export async function openPipe(folder: string): Promise<KernelPipe> {
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
