import { type DriveState, type Failure, type TarstrapError, toFailure } from '../../shared/errors.ts';
import type { Kind } from '../../shared/closing.ts';
import { EXIT_CANCELLED, exitCodeOf, explain, explainCancelled } from '../../shared/explain.ts';
import { visible, visibleJson, visibleLines } from '../../shared/visible.ts';
import { print } from './output.ts';

/**
 * What goes to the terminal: results to standard output, everything else to standard error. The last border before a
 * terminal that obeys what it is sent.
 */

/** A text may have several lines; what comes as rows is one line each, whatever it holds. */
type Words = string | readonly string[];

export function say(words: Words): void {
  print(`${shown(words)}\n`);
}

/** One line for programs, and as harmless for people. */
export function sayJson(value: unknown): void {
  print(`${visibleJson(value)}\n`);
}

export function tell(words: Words): void {
  process.stderr.write(`${shown(words)}\n`);
}

function shown(words: Words): string {
  return typeof words === 'string' ? visibleLines(words) : words.map(visible).join('\n');
}

/** One headline, its cause, the state of the drive where there is one, the next step. @returns the exit code */
export function reportFailure(failure: Failure, drive: DriveState | undefined): number {
  tell(failureWords(failure, drive === undefined ? [] : [explain(failure, drive).state]));
  return exitCodeOf(failure.code);
}

/** @param states of all whom it befell */
export function failureWords(failure: Failure, states: readonly string[], kind?: Kind): string {
  const { headline, cause, next } = explain(failure, 'untouched', { kind });
  return [`tarstrap: ${headline}`, ...(cause ? [cause.replaceAll(/^/gm, '  ')] : []), ...states, next].join('\n');
}

/** What went wrong beside the work itself. @returns the exit code: that of the work, unless it was done */
export function reportProblem(problem: TarstrapError, exitCode: number): number {
  const { headline, next } = explain(toFailure(problem), 'untouched');
  tell(`tarstrap: ${headline}\n${next}`);
  return exitCode || exitCodeOf(problem.code);
}

export function reportCancelled(drive: DriveState | undefined): number {
  tell(drive === undefined ? 'tarstrap: Cancelled.' : `tarstrap: Cancelled. ${explainCancelled(drive)}`);
  return EXIT_CANCELLED;
}
