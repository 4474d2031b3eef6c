import { setTimeout as delay } from 'node:timers/promises';
import { lines } from '../run/lines.ts';
import { type Running, start } from '../run/spawn.ts';
import { stopOnAbort } from '../run/stop.ts';
import { list, read } from './sysfs.ts';

/** From an event to the look at what it brought: nodes and partitions follow a moment later. */
const SETTLE_MS = 200;
/** Between two looks where there are no events. */
const POLL_MS = 1000;

/** How changes are known: told by the kernel and udev, or found by looking again and again. */
export type WatchMode = 'events' | 'polling';

interface WatchOptions {
  readonly pollMs?: number;
  /** Another program in the place of udevadm. */
  readonly udevadm?: string;
}

/**
 * Yields as soon as it watches, so that nothing is missed between a first look and the watch, and then whenever block
 * devices have come, gone or changed. Without udevadm, or when it ends, it goes on by polling. Ends with the signal.
 */
export async function* watchDrives(signal: AbortSignal, { pollMs = POLL_MS, udevadm }: WatchOptions = {}): AsyncGenerator<WatchMode> {
  try {
    for await (const _ of blockEvents(signal, udevadm)) yield 'events';
  } catch {
    // It cannot be started here.
  }
  yield* poll(signal, pollMs);
}

async function* poll(signal: AbortSignal, everyMs: number): AsyncGenerator<WatchMode> {
  for (let last = ''; !signal.aborted;) {
    const now = fingerprint();
    if (now !== last) yield 'polling';
    last = now;
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

/** Of all that may change: which devices there are, which medium is in them and what is mounted. Cheap, no program is started. */
function fingerprint(): string {
  const devices = list('/sys/class/block').map((name) => [name, ...['diskseq', 'size', 'ro'].map((file) => read(`/sys/class/block/${name}/${file}`))]);
  return JSON.stringify([devices, read('/proc/self/mountinfo')]);
}

/**
 * Yields when it has begun to listen, and at every event (`udevadm monitor`): of the kernel, which come without udevd as
 * well, and of udevd, which knows model, serial number and label a moment later. Events that come together are one.
 * Ends with the signal.
 */
async function* blockEvents(signal: AbortSignal, udevadm = 'udevadm'): AsyncGenerator<void> {
  const monitor = await start({ tool: udevadm, args: ['monitor', '--kernel', '--udev', '--subsystem-match=block'], stdout: 'pipe', tied: true });
  monitor.stderr.resume();
  using _ = stopOnAbort(monitor, signal);
  const ear = listen(monitor);
  while (await ear.next()) {
    await delay(SETTLE_MS);
    ear.settle();
    yield;
  }
}

/** `KERNEL[1234.567890] change /devices/… (block)`, `UDEV  [1234.567890] …`; an empty line ends the words before the first. */
function isNews(line: string): boolean {
  return line === '' || /^(?:KERNEL|UDEV) *\[/.test(line);
}

interface Ear {
  /** Waits for an event that was not settled. @returns false at the end */
  readonly next: () => Promise<boolean>;
  /** Everything that was heard by now is dealt with. */
  readonly settle: () => void;
}

function listen(monitor: Running): Ear {
  let heard = false;
  let wake = (): void => {};
  const hear = async (): Promise<void> => {
    for await (const line of lines(monitor.stdout as NonNullable<Running['stdout']>)) {
      heard ||= isNews(line);
      if (heard) wake();
    }
  };
  const end = hear();
  // Told to whoever waits next; until then it is nobody's error.
  end.catch(() => {});
  const next = async (): Promise<boolean> => {
    if (!heard) await Promise.race([end, new Promise<void>((resolve) => (wake = resolve))]);
    return heard;
  };
  return { next, settle: () => void (heard = false) };
}
