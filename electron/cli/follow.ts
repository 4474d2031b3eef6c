import type { TargetFacts } from '../../shared/targetFacts.ts';
import { type JobSnapshot, NEW_JOB, reduceJob } from '../../shared/job.ts';
import { lossText } from '../../shared/losses.ts';
import type { LaneEvent, Request } from '../../shared/protocol.ts';
import type { Engine } from '../elevate/engine.ts';
import { CLEAR, isLive, tenths } from './display.ts';
import { doneLine, liveLine, phaseLine } from './live.ts';
import { onEnding } from './signals.ts';
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
  using _ = onEnding(cancel);
  const draw = json ? sayJson : drawer();
  let job = NEW_JOB;
  engine.send(request);
  for await (const event of engine.events) {
    if (event.type === 'ready') continue;
    const shown: LaneEvent = event.type === 'refused' ? { type: 'failed', failure: event.failure, drive: 'untouched' } : event;
    job = reduceJob(job, shown);
    draw(shown);
  }
  return conclude(job, { request, target, json });
}

/** The last words. @returns the exit code */
function conclude(job: JobSnapshot, { request, target, json }: Following): number {
  const { outcome } = job;
  if (outcome?.kind === 'finished') {
    if (!json) say([...outcome.summary.lost.map(lossText), doneLine(outcome.summary, target, request.type)]);
    return 0;
  }
  if (outcome?.kind === 'cancelled') return reportCancelled(outcome.drive, target.kind);
  return reportFailure(outcome?.failure ?? { code: 'engine-lost', facts: {} }, outcome?.drive ?? 'incomplete', target.kind);
}

type Drawer = (event: LaneEvent) => void;

/** Live on a terminal that can be drawn on; else a line a phase and a line every ten per cent, so that a log stays readable. */
function drawer(): Drawer {
  const draw = isLive(process.stderr, process.env['TERM']) ? liveDrawer() : lineDrawer();
  return (event) => {
    draw(event);
    if (event.type === 'notice') tell([`${event.level === 'warning' ? 'warning: ' : ''}${event.text}`]);
  };
}

function liveDrawer(): Drawer {
  return (event) => void process.stderr.write(event.type === 'progress' ? `${CLEAR}${liveLine(event, process.stderr.columns)}` : CLEAR);
}

function lineDrawer(): Drawer {
  const isNews = tenths();
  let last: Extract<LaneEvent, { type: 'progress' }> | null = null;
  return (event) => {
    if (event.type === 'phase') tell(phaseLine(event.phase, last));
    if (event.type !== 'progress') return;
    last = event;
    if (isNews(event.fraction)) tell(phaseLine(event.phase, event));
  };
}
