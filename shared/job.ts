import type { DriveState, Failure } from './errors.ts';
import type { LaneEvent, PhaseId, Progress, Summary } from './protocol.ts';

/** The reducer that turns a job's events into what window and terminal draw. Terminal states absorb. */

export type JobOutcome =
  | { readonly kind: 'finished'; readonly summary: Summary }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly drive: DriveState }
  | { readonly kind: 'cancelled'; readonly drive: DriveState };

export interface JobSnapshot {
  readonly phases: readonly PhaseId[];
  readonly phase: PhaseId | null;
  readonly progress: Progress | null;
  readonly notices: readonly { readonly level: 'info' | 'warning'; readonly text: string }[];
  readonly outcome: JobOutcome | null;
}

export const NEW_JOB: JobSnapshot = { phases: [], phase: null, progress: null, notices: [], outcome: null };

/** Tar can warn once a file; a snapshot keeps the first hundred. */
const MAX_NOTICES = 100;

export function reduceJob(job: JobSnapshot, event: LaneEvent): JobSnapshot {
  if (job.outcome) return job;
  switch (event.type) {
    case 'started':
      return { ...job, phases: event.phases };
    case 'phase':
      return { ...job, phase: event.phase };
    case 'progress':
      return { ...job, progress: event, phase: event.phase };
    case 'notice':
      return job.notices.length >= MAX_NOTICES ? job : { ...job, notices: [...job.notices, { level: event.level, text: event.text }] };
    case 'finished':
      return { ...job, outcome: { kind: 'finished', summary: event.summary } };
    case 'failed':
      return { ...job, outcome: { kind: 'failed', failure: event.failure, drive: event.drive } };
    case 'cancelled':
      return { ...job, outcome: { kind: 'cancelled', drive: event.drive } };
  }
}
