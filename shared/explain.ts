import type { DriveState, ErrorCode, Failure } from './errors.ts';
import type { Sentence } from './sentences/sentence.ts';
import { SENTENCES } from './sentences.ts';

/** Failures and cancelled jobs in the words that a person reads, in the terminal and in the window. */

const STATES: Record<DriveState, string> = {
  untouched: 'Nothing was written to the target.',
  incomplete: `The target is incomplete and will not boot. Flash the drive again before you use it.`,
  written: 'The target was written completely, but it is not proven to be right.',
};

export interface Explanation {
  readonly headline: string;
  readonly cause: string | undefined;
  readonly state: string;
  readonly next: string;
}

/** @param place where it is read: what to do next differs */
export function explain(problem: Failure, state: DriveState, place: 'terminal' | 'window' = 'terminal'): Explanation {
  const sentence: Sentence = SENTENCES[problem.code];
  return {
    headline: sentence.headline(problem.facts),
    cause: problem.detail,
    state: state === 'untouched' && problem.code.startsWith('verify-') ? 'Verification itself wrote nothing.' : STATES[state],
    next: (place === 'window' ? (sentence.inWindow ?? sentence.next) : sentence.next)(problem.facts),
  };
}

/** What a cancelled job has left behind. */
export function explainCancelled(state: DriveState): string {
  return {
    untouched: 'Nothing was written to the target.',
    incomplete: 'The target is incomplete and will not boot: flash it again before you use it.',
    written: 'The target was written completely; only its verification was left out.',
  }[state];
}

export const EXIT_CANCELLED = 130;

export function exitCodeOf(code: ErrorCode): number {
  return SENTENCES[code].exit;
}
