import { readFileSync } from 'node:fs';

/** `pos:\t28573696\nflags:\t0100000\n…` (proc_pid_fdinfo(5)). */
export function parsePosition(fdinfo: string): number {
  return Number(/^pos:\t(\d+)$/m.exec(fdinfo)?.[1] ?? 0);
}

/**
 * How far an open file was read. A child that inherited the descriptor shares its offset with us (open(2), "open file
 * descriptions"), so this shows how far tar or the decompressor is in the archive, without a look at the child.
 */
export function positionOf(fd: number): number {
  return parsePosition(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'));
}
