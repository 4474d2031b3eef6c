import type { TargetFacts } from '../../shared/facts.ts';
import { type JobSnapshot, NEW_JOB, reduceJob } from '../../shared/job.ts';
import type { JobEvent, Request } from '../../shared/protocol.ts';
import type { Engine } from '../elevate/engine.ts';
import { doneLine, liveLine, phaseLine } from './live.ts';
import { reportCancelled, reportFailure, say, sayJson, tell } from './terminal.ts';

export interface Following {
  readonly request: Exclude<Request['body'], { type: 'cancel' }>;
  readonly target: Pick<TargetFacts, 'path' | 'kind'>;
  readonly json: boolean;
}

/** Follows a job to its end, on the terminal or as one event a line. @returns the exit code */
export async function followJob(engine: Engine, { request, target, json }: Following): Promise<number> {
  const cancel = (): void => {
    if (!json) tell('\nCancelling: cleaning up first …');
    engine.send({ type: 'cancel' });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, cancel);
  const draw = json ? sayJson : drawer();
  let job = NEW_JOB;
  engine.send(request);
  for await (const event of engine.events) {
    if (event.type === 'ready') continue;
    const shown: JobEvent = event.type === 'refused' ? { type: 'failed', failure: event.failure, drive: 'untouched' } : event;
    job = reduceJob(job, shown);
    draw(shown);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, cancel);
  return conclude(job, { request, target, json });
}

/** The last words. @returns the exit code */
function conclude(job: JobSnapshot, { request, target, json }: Following): number {
  const { outcome } = job;
  if (outcome?.kind === 'finished') {
    if (!json) say([doneLine(outcome.summary, target, request.type)]);
    return 0;
  }
  if (outcome?.kind === 'cancelled') return reportCancelled(outcome.drive, target.kind);
  return reportFailure(outcome?.failure ?? { code: 'engine-lost', facts: {} }, outcome?.drive ?? 'incomplete', target.kind);
}

/** Live on a terminal; else a line a phase, so that a log stays readable. */
function drawer(): (event: JobEvent) => void {
  const isTerminal = process.stderr.isTTY;
  let last: Extract<JobEvent, { type: 'progress' }> | null = null;
  const clear = (): void => void (isTerminal && process.stderr.write('\r\u001b[K'));
  return (event) => {
    if (event.type === 'progress') {
      last = event;
      if (isTerminal) process.stderr.write(`\r\u001b[K${liveLine(event, process.stderr.columns)}`);
      return;
    }
    clear();
    if (event.type === 'phase' && !isTerminal) tell(phaseLine(event.phase, last));
    if (event.type === 'notice') tell([`${event.level === 'warning' ? 'warning: ' : ''}${event.text}`]);
  };
}
