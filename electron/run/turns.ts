import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long the process may be deaf to everything else, ms: a window that is drawn by it must not falter. */
const TURN_MS = 20;

/** For loops that may be long: they go on in turns, and between two of them everything else has its own. */
export interface Turns {
  readonly isOver: () => boolean;
  /** @throws the abort's reason */
  readonly next: () => Promise<void>;
}

export function openTurns(signal?: AbortSignal): Turns {
  let since = performance.now();
  const next = async (): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    since = performance.now();
  };
  return { isOver: () => performance.now() - since >= TURN_MS, next };
}
