import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode, TarstrapError } from '../../shared/errors.ts';
import type { Summary } from '../../shared/protocol.ts';
import { failureOf, isSuppressed } from './failure.ts';
import type { Lane } from './job.ts';

/** One target of a job, from its beginning to its one terminal event, which goes out after everything of it was put away. */
export async function runLane(job: Lane, work: (job: Lane) => Promise<Summary>): Promise<void> {
  try {
    const summary = await toItsEnd(job, work);
    job.meter.finish();
    job.emit({ type: 'finished', summary });
  } catch (error) {
    job.meter.stop();
    // What could not be put away is a failure even where the user has cancelled.
    if (job.cancelled.aborted && !isSuppressed(error)) job.emit({ type: 'cancelled', drive: job.drive });
    else job.emit({ type: 'failed', failure: failureOf((await goneIn(job, error)) ?? error, error), drive: job.drive });
  }
}

/** Reads and writes fail a moment before the kernel shows that a drive is gone: so much of one that seems to lose data. */
const MOMENT_MS = 1000;
const OF_A_MEDIUM: readonly ErrorCode[] = ['drive-io', 'source-io', 'source-unreadable'];

async function goneIn(job: Lane, error: unknown): Promise<TarstrapError | undefined> {
  const end = performance.now() + (OF_A_MEDIUM.includes(failureOf(error).code) ? MOMENT_MS : 0);
  while (!job.gone() && performance.now() < end) await delay(50);
  return job.gone();
}

export interface LaneWork<Asked> {
  readonly work: (asked: Asked, job: Lane) => Promise<Summary>;
  /** Told when a lane has ended: it wants nothing any more of what several share. */
  readonly left: (asked: Asked, job: Lane) => void;
}

/** All targets of a job, each by itself. @param jobs one for each of them, in their order */
export async function runLanes<Asked>(lanes: readonly Asked[], jobs: readonly Lane[], { work, left }: LaneWork<Asked>): Promise<void> {
  const run = async (asked: Asked, index: number): Promise<void> => {
    const job = jobs[index] as Lane;
    await runLane(job, () => work(asked, job));
    left(asked, job);
  };
  await Promise.all(lanes.map(run));
}

async function toItsEnd(job: Lane, work: (job: Lane) => Promise<Summary>): Promise<Summary> {
  await using _ = job.scope;
  // Awaited here: returned as a promise, the job would lose its scope before it began.
  return await work(job);
}
