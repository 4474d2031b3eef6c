import type { Failure } from '../../shared/errors.ts';
import { EXIT_CANCELLED, EXIT_DIFFERS, exitCodeOf, explain, explainCancelled } from '../../shared/explain.ts';
import { lossText } from '../../shared/losses.ts';
import type { JobRequest } from '../../shared/protocol.ts';
import { inFront, type Lane, outcomeOf } from './lanes.ts';
import { doneLine } from './live.ts';
import { failureWords } from './terminal.ts';

/** What is said when a job has ended. Pure. */
export interface LastWords {
  /** Of what is done. */
  readonly done: readonly string[];
  readonly problems: readonly string[];
  /** 0 if all are done, else that of the worst. */
  readonly exitCode: number;
}

export function lastWords(lanes: readonly Lane[], job: JobRequest['type']): LastWords {
  const failures = failuresOf(lanes);
  const cancelled = cancelledWords(lanes);
  return {
    done: doneWords(lanes, job),
    problems: [...cancelled, ...failures.map(({ failure, states, kind }) => failureWords(failure, states, kind))],
    exitCode: worstOf(lanes),
  };
}

/** What of an archive does not land does so nowhere, and is said once. */
function doneWords(lanes: readonly Lane[], job: JobRequest['type']): string[] {
  const done = lanes.flatMap((lane) => {
    const outcome = outcomeOf(lane);
    return outcome.kind === 'finished' ? { lost: outcome.summary.lost.map(lossText), line: doneLine(outcome.summary, lane, job) } : [];
  });
  return [...new Set(done.flatMap(({ lost }) => lost)), ...done.map(({ line }) => line)];
}

function cancelledWords(lanes: readonly Lane[]): string[] {
  const states = lanes.flatMap((lane) => {
    const outcome = outcomeOf(lane);
    return outcome.kind === 'cancelled' ? `${inFront(lane, lanes)}${explainCancelled(outcome.drive, lane.kind)}` : [];
  });
  return states.length > 0 ? [['tarstrap: Cancelled.', ...states].join(lanes.length > 1 ? '\n' : ' ')] : [];
}

/** A drive with other data than it should have may look right; an incomplete one does not boot; what was refused is as it was. Of equals the first. */
function worstOf(lanes: readonly Lane[]): number {
  const ends = lanes.flatMap((lane) => {
    const outcome = outcomeOf(lane);
    if (outcome.kind === 'cancelled') return { exitCode: EXIT_CANCELLED, badness: 0 };
    if (outcome.kind !== 'failed') return [];
    const exitCode = exitCodeOf(outcome.failure.code);
    return { exitCode, badness: exitCode === EXIT_DIFFERS ? 3 : outcome.drive === 'untouched' ? 1 : 2 };
  });
  return ends.toSorted((a, b) => b.badness - a.badness)[0]?.exitCode ?? 0;
}

interface Failed {
  readonly failure: Failure;
  readonly kind: Lane['kind'];
  readonly states: readonly string[];
}

/** Each once, with the states of all targets that it befell, in the order of the first of these. */
function failuresOf(lanes: readonly Lane[]): readonly Failed[] {
  const found = new Map<string, Failed>();
  for (const lane of lanes) {
    const outcome = outcomeOf(lane);
    if (outcome.kind !== 'failed') continue;
    const { failure, drive } = outcome;
    const { kind } = lane;
    const key = JSON.stringify(failure);
    const state = `${inFront(lane, lanes)}${explain(failure, drive, { kind }).state}`;
    found.set(key, { failure, kind, states: [...(found.get(key)?.states ?? []), state] });
  }
  return [...found.values()];
}
