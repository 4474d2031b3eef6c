import { hasSignal, type ProcessStatus } from '../proc/status.ts';
import type { Vitals } from '../proc/vitals.ts';

/**
 * Why does it not answer? A process that waits for a slow device (state D) or for its input answers when it goes on;
 * nothing is to be done but to show the silence. A process that hangs inside its own handler (tar can deadlock on the
 * lock of standard error, `signals.md` §1) has the signal blocked and neither computes nor moves a byte: it never will.
 */
export interface Look {
  readonly status: ProcessStatus | undefined;
  readonly vitals: Vitals | undefined;
}

/** Whether two looks some seconds apart show a handler that is stuck. What cannot be seen proves nothing. */
export function isStuck(before: Look, after: Look, signalNumber: number): boolean {
  const inHandler = (look: Look): boolean => look.status !== undefined && look.status.state === 'S' && hasSignal(look.status.blocked, signalNumber);
  return inHandler(before) && inHandler(after) && isStill(before.vitals, after.vitals);
}

function isStill(before: Vitals | undefined, after: Vitals | undefined): boolean {
  return before !== undefined && after !== undefined && before.cpu === after.cpu && before.moved === after.moved;
}
