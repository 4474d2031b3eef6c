import { type Kind, leftBehind } from './closing.ts';
import type { DriveState, ErrorCode, Failure } from './errors.ts';
import type { Sentence } from './sentences/sentence.ts';
import { SENTENCES } from './sentences.ts';

/** Failures and cancelled jobs in the words that a person reads, in the terminal and in the window. */

export interface Explanation {
  readonly headline: string;
  readonly cause: string | undefined;
  readonly state: string;
  readonly next: string;
}

export interface Circumstances {
  /** Where it is read: what to do next differs. */
  readonly place?: 'terminal' | 'window';
  /** What was written, where that is known. */
  readonly kind?: Kind | undefined;
}

export function explain(problem: Failure, state: DriveState, { place, kind }: Circumstances = {}): Explanation {
  const sentence: Sentence = SENTENCES[problem.code];
  const facts = { ...(kind ? { kind } : {}), ...problem.facts };
  return {
    headline: sentence.headline(facts),
    cause: problem.detail,
    state: stateOf(problem, state, kind),
    next: (place === 'window' ? (sentence.inWindow ?? sentence.next) : sentence.next)(facts),
  };
}

function stateOf({ code, facts }: Failure, state: DriveState, kind: Circumstances['kind']): string {
  if (facts['kept'] !== undefined) return 'An image that was there before is as it was.';
  if (code === 'drive-not-grown') return 'Everything is on the drive, and only a part of it is used.';
  const isOnlyLooked = state === 'untouched' && code.startsWith('verify-') && facts['where'] !== 'stage';
  return isOnlyLooked ? 'Verification itself wrote nothing.' : leftBehind(state, kind);
}

/** What a cancelled job has left behind. */
export function explainCancelled(state: DriveState, kind?: Kind): string {
  return state === 'written' && kind !== 'source' ? 'It was written completely, but not verified.' : leftBehind(state, kind);
}

export const EXIT_CANCELLED = 130;
/** Verification has failed. */
export const EXIT_DIFFERS = 75;

export function exitCodeOf(code: ErrorCode): number {
  return SENTENCES[code].exit;
}
