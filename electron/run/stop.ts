import { setTimeout as delay } from 'node:timers/promises';
import { TarstrapError } from '../../shared/errors.ts';
import { readStat } from './procStat.ts';
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

/** A machine that is slow, or has much else to do, takes longer for what does not hang: it is looked so often whether that gets on, and for so much longer at most. */
const LOOKS = 5;
const MOST_PATIENCE = 10;

/** Settles when a program has got no further for a while, and had its time. */
async function untilItHangs(patienceMs: number, pid: number, signal: AbortSignal): Promise<void> {
  let before: number | undefined;
  for (let look = 1; look <= LOOKS * MOST_PATIENCE; look += 1) {
    await delay(patienceMs / LOOKS, undefined, { signal });
    const { state, cpu } = readStat(pid) ?? { state: 'Z', cpu: 0 };
    // It runs, or waits for a processor; or it has ended, and that we have not heard of it is not its fault.
    const getsOn = state === 'R' || state === 'Z' || cpu !== before;
    before = cpu;
    if (look >= LOOKS && !getsOn) return;
  }
}

/**
 * Waits for what a program gives, but not for a program that hangs. One that waits for a dead drive does not even heed SIGKILL
 * before the kernel has given the drive up; nothing of ours waits for it any more.
 * @throws TarstrapError `tool-hangs`
 */
export async function abandonAfter<T>(patienceMs: number, running: Running, result: Promise<T>, tool: string): Promise<T> {
  const over = new AbortController();
  const late = untilItHangs(patienceMs, running.pid, over.signal).then(() => {
    abandon(running);
    throw new TarstrapError('tool-hangs', { tool });
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    over.abort();
  }
}

/** With whatever it has started: it leads a group of its own, whose number is its own as long as we have not heard of its end. */
function abandon({ child, pid, stdout, stderr }: Running): void {
  if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
  stdout?.destroy();
  stderr.destroy();
  child.unref();
}
