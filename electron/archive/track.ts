import { closeSync } from 'node:fs';
import { once } from '../run/once.ts';
import { positionOf } from '../run/position.ts';

/** A descriptor of ours that programs read from. */
export interface Source {
  readonly fd: number;
  /** How far. */
  readonly position: () => number;
  readonly close: () => void;
}

/** Keeps the last position beyond the end of the descriptor: its number may belong to another file by then. */
export function track(fd: number): Source {
  let last: number | undefined;
  const close = once(() => {
    last = positionOf(fd);
    closeSync(fd);
  });
  return { fd, position: () => last ?? positionOf(fd), close };
}
