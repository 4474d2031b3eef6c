import { type JobSnapshot, NEW_JOB, reduceJob } from '../../../shared/job.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';
import type { JobLane, JobView, TargetView } from '../../../shared/view.ts';

/** One target of the job, as far as its engine has told of it. */
export interface Lane {
  readonly target: TargetView;
  /** What the engine calls it. */
  readonly path: string;
  job: JobSnapshot;
  /** Milliseconds at which the newest event came. */
  heardAt: number;
}

export function openLane(target: TargetView, path: string): Lane {
  return { target, path, job: NEW_JOB, heardAt: performance.now() };
}

export function tellLane(lane: Lane, event: LaneEvent): void {
  lane.heardAt = performance.now();
  lane.job = reduceJob(lane.job, event);
}

/** Milliseconds. */
export function silenceOf({ job, heardAt }: Lane): number {
  return job.outcome ? 0 : performance.now() - heardAt;
}

/** As it stands at this moment: an engine that says nothing any more is silent as well. */
export function standingOf(lane: Lane): JobSnapshot {
  const { job } = lane;
  return { ...job, progress: job.progress && { ...job.progress, age: job.progress.age + silenceOf(lane) } };
}

export function viewLane(lane: Lane): JobLane {
  const { phase, progress, outcome } = standingOf(lane);
  return {
    target: lane.target,
    phase,
    fraction: outcome?.kind === 'finished' ? 1 : (progress?.fraction ?? 0),
    deviceRate: progress?.deviceRate ?? 0,
    age: progress?.age ?? 0,
    outcome: shortened(outcome),
  };
}

/** What crosses to the window many times a second stays small. */
const DETAIL_LENGTH = 4000;

function shortened(outcome: JobView['outcome']): JobView['outcome'] {
  if (outcome?.kind !== 'failed' || outcome.failure.detail === undefined) return outcome;
  return { ...outcome, failure: { ...outcome.failure, detail: outcome.failure.detail.slice(0, DETAIL_LENGTH) } };
}
