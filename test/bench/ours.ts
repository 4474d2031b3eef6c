import { setTimeout as delay } from 'node:timers/promises';
import { bytesWritten } from '../../electron/engine/disk/sysfs.ts';
import type { PhaseId } from '../../shared/protocol.ts';
import { type Printed, startCli } from '../lab/cli.ts';
import { barError, etaErrorAtHalf, type Tick } from './bar.ts';
import type { Device } from './device.ts';
import type { Laying } from './peers.ts';

/** Tarstrap itself: the built terminal, as a user has it, watched from outside. */
export interface Own {
  readonly name: string;
  /** `chosen`: as it is where nothing is said. */
  readonly mode: 'direct' | 'staged' | 'chosen';
  readonly verify: 'full' | 'none';
  /** Programs that are not there for this run. */
  readonly without: readonly string[];
}

export function own(mode: Own['mode'], options: Partial<Own> = {}): Own {
  return { name: `Tarstrap, ${mode === 'chosen' ? 'as chosen' : mode}`, mode, verify: 'none', without: [], ...options };
}

export const VERIFIED = own('chosen', { name: 'Tarstrap, verified', verify: 'full' });

/** What one run showed. Seconds, unless it says otherwise. */
export interface Watched {
  /** From the start of the program to its end. */
  readonly whole: number;
  /** From the request, before the engine looks at the drive, to a device that may be taken away: what a peer's whole run is. */
  readonly job: number;
  /** Before that: Node's start, the inspection of the archive, the start of the engine. */
  readonly before: number;
  /** From the bar's 100 % to the end of the program. */
  readonly after: number;
  readonly phases: Readonly<Partial<Record<PhaseId, number>>>;
  /** From the start of the program to the first byte that its device had written. */
  readonly firstByte: number | undefined;
  /** From the start of tar to the first tick that has moved; undefined if none came while tar ran. */
  readonly firstProgress: number | undefined;
  /** Points of 100. */
  readonly barError: number;
  readonly etaError: number | undefined;
  /** Bytes. */
  readonly written: number;
  /** Bytes that were written to the device when the job had ended already. */
  readonly writtenAfter: number;
  readonly notices: readonly string[];
}

interface Heard {
  /** `performance.now()` */
  readonly at: number;
  readonly written: number;
  readonly event: Printed;
}

/** Hides programs in a mount namespace of its own: what is no plain file is not found. */
const HIDING = [
  'unshare',
  '--mount',
  '--propagation',
  'private',
  'sh',
  '-euc',
  'while [ "$1" != -- ]; do mount --bind /dev/null "/usr/bin/$1"; shift; done; shift; exec "$@"',
  'sh',
];

export async function layByUs(own: Own, { archive, device, wrapper, signal }: Laying & { readonly device: Device['path'] }, number: string): Promise<Watched> {
  signal.throwIfAborted();
  const before = bytesWritten(number);
  const began = performance.now();
  const hiding = own.without.length > 0 ? [...HIDING, ...own.without, '--'] : [];
  const mode = own.mode === 'chosen' ? [] : ['--mode', own.mode];
  const run = startCli(['flash', archive, device, '--yes', ...mode, '--verify', own.verify, '--json'], [...wrapper, ...hiding]);
  using first = awaitFirstByte(number, before);
  const stop = (): void => void run.child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const heard: Heard[] = [];
  void run
    .event((event) => {
      heard.push({ at: performance.now(), written: bytesWritten(number) - before, event });
      return false;
    })
    .catch(() => {});
  const { code, stderr } = await run.done;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const ended = performance.now();
  if (code !== 0) throw new Error(`Tarstrap ended with ${code}: ${stderr}`);
  const atEnd = bytesWritten(number) - before;
  await delay(300);
  const firstAt = first.at();
  const firstByte = firstAt === undefined ? undefined : (firstAt - began) / 1000;
  return { ...digest(heard, began, ended), firstByte, written: atEnd, writtenAfter: bytesWritten(number) - before - atEnd };
}

const LOOK_MS = 2;

/** @param before bytes that the device had written */
function awaitFirstByte(number: string, before: number): Disposable & { readonly at: () => number | undefined } {
  let at: number | undefined;
  const timer = setInterval(() => {
    if (bytesWritten(number) === before) return;
    at = performance.now();
    clearInterval(timer);
  }, LOOK_MS);
  return { at: () => at, [Symbol.dispose]: () => clearInterval(timer) };
}

function digest(heard: readonly Heard[], began: number, ended: number): Omit<Watched, 'firstByte' | 'written' | 'writtenAfter'> {
  const timeOf = (fits: (event: Printed) => boolean): number => heard.find(({ event }) => fits(event))?.at ?? Number.NaN;
  // By its own clock, which runs since the job was asked for: it looks at the drive before it says that it has started.
  const first = heard.find(({ event }) => event.type === 'progress');
  const started = first?.event.type === 'progress' ? first.at - first.event.elapsed * 1000 : Number.NaN;
  const finished = timeOf(({ type }) => type === 'finished');
  const ticks = heard.flatMap(({ at, written, event }): Tick[] =>
    event.type === 'progress' ? [{ at: (at - started) / 1000, fraction: event.fraction, written, eta: event.eta }] : [],
  );
  const job = (finished - started) / 1000;
  const unpacking = timeOf((event) => event.type === 'phase' && event.phase === 'extract');
  const moved = timeOf((event) => event.type === 'progress' && event.phase === 'extract' && (event.archivePosition > 0 || event.tarPosition !== null));
  return {
    whole: (ended - began) / 1000,
    job,
    before: (started - began) / 1000,
    after: (ended - timeOf((event) => event.type === 'progress' && event.fraction === 1)) / 1000,
    phases: phasesOf(heard, finished),
    firstProgress: Number.isNaN(moved) ? undefined : (moved - unpacking) / 1000,
    barError: barError(ticks),
    etaError: etaErrorAtHalf(ticks, job),
    notices: heard.flatMap(({ event }) => (event.type === 'notice' ? [event.text] : [])),
  };
}

function phasesOf(heard: readonly Heard[], finished: number): Watched['phases'] {
  const entered = heard.flatMap(({ at, event }) => (event.type === 'phase' ? [{ phase: event.phase, at }] : []));
  return Object.fromEntries(entered.map(({ phase, at }, i) => [phase, ((entered[i + 1]?.at ?? finished) - at) / 1000]));
}
