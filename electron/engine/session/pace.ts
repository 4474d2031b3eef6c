import { setTimeout as delay } from 'node:timers/promises';
import { readStatus } from '../proc/status.ts';
import { readVitals } from '../proc/vitals.ts';
import { awaitHandler } from './handler.ts';
import type { SignalledTool } from './tools.ts';
import { isStuck, type Look } from './watchdog.ts';

/** Milliseconds. The defaults are what 1,139 runs and 30,069 signals soaked clean with (`signals.md`). */
export interface Pace {
  /** From ready to the first signal. */
  readonly settle: number;
  /** Least time from one signal to the next. */
  readonly interval: number;
  /** Standard error must have been quiet for so long: a handler that interrupts a warning can deadlock. */
  readonly quiet: number;
  /** A report that takes longer is looked into, and never asked for again. */
  readonly patience: number;
  /** How far apart the watchdog's looks are. */
  readonly watch: number;
}

export const PACE: Pace = { settle: 100, interval: 250, quiet: 20, patience: 5000, watch: 2000 };

/** What the pacer needs to know of the process; reports and other output are counted by whoever reads them. */
export interface Paced {
  readonly pid: number;
  readonly signal: () => boolean;
  readonly reports: () => number;
  /** Milliseconds since anything came on standard error. */
  readonly quietFor: () => number;
  readonly ended: AbortSignal;
}

/** A short look every few milliseconds: a wait for an event that several sources may bring. */
async function until(condition: () => boolean, limit: number, ended: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (ended.aborted || performance.now() >= deadline) return false;
    // Not a moment longer than it runs.
    await delay(10, undefined, { signal: ended }).catch(() => {});
  }
  return true;
}

/**
 * Self-clocking: one signal is under way at most, the next goes only after the report of the last has arrived, the
 * interval has passed and standard error is quiet.
 *
 * @returns when the process has ended, or `stuck` if it never will
 */
export async function keepAsking(process: Paced, tool: SignalledTool, pace: Pace): Promise<'ended' | 'stuck'> {
  const { ended } = process;
  if (!(await awaitHandler(process.pid, tool, ended))) return 'ended';
  await until(() => false, pace.settle, ended);
  while (!ended.aborted) {
    if (!(await until(() => process.quietFor() >= pace.quiet, 60_000, ended))) continue;
    const before = process.reports();
    const answered = (): boolean => process.reports() > before;
    const asked = performance.now();
    if (!process.signal()) return 'ended';
    if (!(await until(answered, pace.patience, ended)) && !ended.aborted) {
      if ((await watch(process, tool, pace, answered)) === 'stuck') return 'stuck';
    }
    await until(() => false, pace.interval - (performance.now() - asked), ended);
  }
  return 'ended';
}

async function watch(process: Paced, tool: SignalledTool, pace: Pace, answered: () => boolean): Promise<'stuck' | 'goes-on'> {
  const look = (): Look => ({ status: readStatus(process.pid), vitals: readVitals(process.pid) });
  for (let before = look(); !process.ended.aborted;) {
    if (await until(answered, pace.watch, process.ended)) return 'goes-on';
    const after = look();
    if (isStuck(before, after, tool.signalNumber)) return 'stuck';
    before = after;
  }
  return 'goes-on';
}
