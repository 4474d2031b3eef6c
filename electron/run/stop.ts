import type { Running } from './spawn.ts';

/** How long a program may take to end by itself before it is killed. */
const GRACE_MS = 5000;

/** SIGTERM, and SIGKILL if that is not heeded. Harmless for a process that has ended: only the live handle is used. */
export function stop({ child, exit }: Running, graceMs = GRACE_MS): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  void exit.then(() => clearTimeout(timer));
}

/** Stops the program when the signal aborts, until disposed. */
export function stopOnAbort(running: Running, signal: AbortSignal | undefined): Disposable {
  const onAbort = (): void => stop(running);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', onAbort) };
}
