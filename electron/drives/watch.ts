import { setTimeout as delay } from 'node:timers/promises';
import { lines } from '../run/lines.ts';
import { type Running, start } from '../run/spawn.ts';
import { stopOnAbort } from '../run/stop.ts';
import { list, read } from './sysfs.ts';

/** From an event to the look at what it brought: nodes and partitions follow a moment later. */
const SETTLE_MS = 200;
/** Between two looks where there are no events. */
const POLL_MS = 1000;
/**
 * From a look that failed to the next, in milliseconds: nobody tells that what was in its way is gone. Twice as long each
 * time, since a program that hangs may not be ended.
 */
const AGAIN = { firstMs: 1000, mostMs: 60_000 } as const;

/** How changes are known: told by the kernel and udev, or found by looking again and again. */
export type WatchMode = 'events' | 'polling';

interface WatchOptions {
  /** Asked after each look: it failed, so that another one is due even where nothing happens. */
  readonly hasFailed?: () => boolean;
  readonly pollMs?: number;
  /** Another program in the place of udevadm. */
  readonly udevadm?: string;
}

/**
 * Yields as soon as it watches, so that nothing is missed between a first look and the watch, and then whenever block
 * devices have come, gone or changed, and again where a look at them failed. Without udevadm, or when it ends, it goes on
 * by polling. Ends with the signal.
 */
export async function* watchDrives(signal: AbortSignal, { hasFailed = () => false, pollMs = POLL_MS, udevadm }: WatchOptions = {}): AsyncGenerator<WatchMode> {
  const patience = patienceWith(hasFailed);
  try {
    for await (const _ of blockEvents(signal, patience, udevadm)) yield 'events';
  } catch {
    // It cannot be started here.
  }
  yield* poll(signal, patience, pollMs);
}

/** Asked once behind each look. @param isNews something had happened before it @returns how long to wait for more, in milliseconds; undefined: as long as it takes */
type Patience = (isNews: boolean) => number | undefined;

function patienceWith(hasFailed: () => boolean): Patience {
  let failed = 0;
  return (isNews) => {
    const before = isNews ? 0 : failed;
    failed = hasFailed() ? before + 1 : 0;
    return failed === 0 ? undefined : Math.min(AGAIN.firstMs * 2 ** (failed - 1), AGAIN.mostMs);
  };
}

async function* poll(signal: AbortSignal, patience: Patience, everyMs: number): AsyncGenerator<WatchMode> {
  let last = '';
  let dueAt = Infinity;
  while (!signal.aborted) {
    const now = fingerprint();
    const isNews = now !== last;
    if (isNews || performance.now() >= dueAt) {
      yield 'polling';
      dueAt = performance.now() + (patience(isNews) ?? Infinity);
    }
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
async function* blockEvents(signal: AbortSignal, patience: Patience, udevadm = 'udevadm'): AsyncGenerator<void> {
  const monitor = await start({ tool: udevadm, args: ['monitor', '--kernel', '--udev', '--subsystem-match=block'], stdout: 'pipe', tied: true });
  monitor.stderr.resume();
  using _ = stopOnAbort(monitor, signal);
  const ear = listen(monitor);
  let mostMs: number | undefined;
  for (let heard = await ear.next(mostMs); heard !== 'end'; heard = await ear.next(mostMs)) {
    if (heard === 'news') await delay(SETTLE_MS);
    ear.settle();
    yield;
    mostMs = patience(heard === 'news');
  }
}

/** `KERNEL[1234.567890] change /devices/… (block)`, `UDEV  [1234.567890] …`; an empty line ends the words before the first. */
function isNews(line: string): boolean {
  return line === '' || /^(?:KERNEL|UDEV) *\[/.test(line);
}

interface Ear {
  /** Waits for an event that was not settled, or so long at most. */
  readonly next: (mostMs: number | undefined) => Promise<'news' | 'late' | 'end'>;
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
  const next: Ear['next'] = async (mostMs) => {
    if (heard) return 'news';
    const over = new AbortController();
    const late = mostMs === undefined ? [] : [delay(mostMs, 'late' as const, { signal: over.signal }).catch(() => 'end' as const)];
    try {
      const first = await Promise.race([end, new Promise<void>((resolve) => (wake = resolve)), ...late]);
      return heard ? 'news' : (first ?? 'end');
    } finally {
      over.abort();
    }
  };
  return { next, settle: () => void (heard = false) };
}
