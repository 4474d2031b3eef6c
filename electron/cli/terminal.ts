import type { DriveState, Failure } from '../../shared/errors.ts';
import { EXIT_CANCELLED, exitCodeOf, explain, explainCancelled } from '../../shared/explain.ts';

/** What goes to the terminal: results to standard output, everything else to standard error. */

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One headline, its cause, the state of the drive, the next step. @returns the exit code */
export function reportFailure(failure: Failure, drive: DriveState): number {
  const { headline, cause, state, next } = explain(failure, drive);
  tell(`tarstrap: ${headline}`);
  if (cause) tell(cause.replaceAll(/^/gm, '  '));
  tell(`${state}\n${next}`);
  return exitCodeOf(failure.code);
}

export function reportCancelled(drive: DriveState): number {
  tell(`tarstrap: Cancelled. ${explainCancelled(drive)}`);
  return EXIT_CANCELLED;
}
