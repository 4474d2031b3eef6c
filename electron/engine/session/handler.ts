import { setTimeout as delay } from 'node:timers/promises';
import { catches, readStatus } from '../proc/status.ts';
import type { SignalledTool } from './tools.ts';

/** Two good looks, this far apart, before a process is believed to be ready. */
const CONFIRM_MS = 2;

/** Handlers are up within milliseconds (median 0.9 ms, 40 ms from a cold disk under load): look often, then less so. */
function pauseAfter(looks: number): number {
  if (looks < 50) return 1;
  return looks < 100 ? 5 : 50;
}

/**
 * Waits until the process is the tool itself and catches its signal. Before that a signal would kill it.
 * Through wrappers (setpriv, sudo, env) the same pid runs other programs first, some of which catch the signal
 * themselves: so name and signal mask count only if they come from one read.
 *
 * @returns false if the process ended first
 */
export async function awaitHandler(pid: number, tool: SignalledTool, ended: AbortSignal): Promise<boolean> {
  for (let looks = 0, good = 0; !ended.aborted; looks += 1) {
    good = catches(readStatus(pid), tool.name, tool.signalNumber) ? good + 1 : 0;
    if (good >= 2) return true;
    await delay(good === 1 ? CONFIRM_MS : pauseAfter(looks), undefined, { signal: ended }).catch(() => {});
  }
  return false;
}
