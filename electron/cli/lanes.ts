import type { Kind } from '../../shared/closing.ts';
import { type JobOutcome, type JobSnapshot, NEW_JOB, reduceJob } from '../../shared/job.ts';
import { type EngineEvent, type JobEvent, type JobRequest, targetsOf } from '../../shared/protocol.ts';

/** A job as the terminal follows it: a lane for each of its targets. Pure. */
export interface Lane {
  readonly path: string;
  readonly kind: Kind;
  readonly job: JobSnapshot;
}

export function openLanes(request: JobRequest): readonly Lane[] {
  return targetsOf(request).map(({ path, kind }) => ({ path, kind: request.type === 'capture' ? 'source' : kind, job: NEW_JOB }));
}

export function reduceLanes(lanes: readonly Lane[], event: JobEvent): readonly Lane[] {
  return lanes.map((lane) => (lane.path === event.target ? { ...lane, job: reduceJob(lane.job, event) } : lane));
}

export function hasEnded({ job }: Lane): boolean {
  return job.outcome !== null;
}

/** An engine that ended without a word about this one is lost. */
export function outcomeOf({ job }: Lane): JobOutcome {
  return job.outcome ?? { kind: 'failed', failure: { code: 'engine-lost', facts: {} }, drive: 'incomplete' };
}

/** What an event says of lanes: a request that is refused has failed for all of them. */
export function toldBy(event: EngineEvent, lanes: readonly Lane[]): readonly JobEvent[] {
  if (event.type === 'ready') return [];
  if (event.type !== 'refused') return [event];
  const { failure } = event;
  return lanes.filter((lane) => !hasEnded(lane)).map(({ path }) => ({ type: 'failed', failure, drive: 'untouched', target: path }));
}

/** Where there are several, what is said of one has its name in front. */
export function inFront({ path }: Pick<Lane, 'path'>, { length }: readonly Lane[]): string {
  return length > 1 ? `${path}: ` : '';
}
