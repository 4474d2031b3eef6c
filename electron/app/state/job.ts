import { type DriveState, type Failure, TarstrapError, toFailure } from '../../../shared/errors.ts';
import { type JobSnapshot, NEW_JOB, reduceJob } from '../../../shared/job.ts';
import type { EngineEvent, LaneEvent } from '../../../shared/protocol.ts';
import { shellQuote } from '../../../shared/shell.ts';
import { addRates, NO_RATES } from '../../../shared/rates.ts';
import type { JobView, LogChunk, RateHistory } from '../../../shared/view.ts';
import { type Engine, type EngineFiles, startEngine } from '../../elevate/engine.ts';
import { type Log, logText, openLog } from './log.ts';
import type { AcceptedPlan } from './plan.ts';
import type { Store } from './store.ts';

/** The one job that runs, or has run: starts the engine, hears it out, and shows it. */
export interface JobDesk {
  readonly isRunning: () => boolean;
  /** Settles when the job has ended. Never rejects: a job that cannot start has failed. */
  readonly start: (accepted: AcceptedPlan) => Promise<void>;
  readonly cancel: () => void;
  /** Puts the result away. @throws TarstrapError while it runs */
  readonly leave: () => void;
  readonly readLog: (from: number) => LogChunk;
  readonly log: () => readonly string[];
}

interface Running {
  readonly base: Pick<JobView, 'id' | 'archive' | 'target'>;
  readonly log: Log;
  /** Ends the wait for root. */
  readonly giveUp: AbortController;
  engine: Engine | undefined;
  /** Milliseconds at which the newest event came. */
  heardAt: number;
  stage: JobView['stage'];
  job: JobSnapshot;
  rates: RateHistory;
  warnings: number;
}

export function jobDesk(store: Store, files: EngineFiles): JobDesk {
  let current: Running | undefined;
  let count = 0;
  const show = (running: Running): void => store.set('job', viewJob(running));

  const start = async ({ request, archive, target }: AcceptedPlan): Promise<void> => {
    if (current && current.stage !== 'ended') throw new TarstrapError('job-running');
    const running = begin({ id: ++count, archive, target });
    current = running;
    show(running);
    // An engine that says nothing any more is silent as well: its age grows here.
    const timer = setInterval(() => void (isSilent(running) && show(running)), SILENCE_MS);
    try {
      const engine = await startEngine(withPaths(files, archive.path, target.path), { targets: [target.path], signal: running.giveUp.signal });
      running.engine = engine;
      running.stage = 'running';
      show(running);
      engine.send(request);
      for await (const event of engine.events) hear(running, asLaneEvent(event), show);
    } catch (error) {
      hear(
        running,
        running.giveUp.signal.aborted ? { type: 'cancelled', drive: 'untouched' } : failed(toFailure(error), running.engine ? 'incomplete' : 'untouched'),
        show,
      );
    } finally {
      clearInterval(timer);
    }
  };

  return {
    start,
    isRunning: () => current !== undefined && current.stage !== 'ended',
    cancel: () => {
      if (!current || current.stage === 'ended' || current.stage === 'cancelling') return;
      current.stage = 'cancelling';
      if (current.engine) current.engine.send({ type: 'cancel' });
      else current.giveUp.abort();
      show(current);
    },
    leave: () => {
      if (current && current.stage !== 'ended') throw new TarstrapError('job-running');
      current = undefined;
      store.set('job', null);
    },
    readLog: (from) => current?.log.read(from) ?? { lines: [], next: 0 },
    log: () => current?.log.all() ?? [],
  };
}

function begin(base: Running['base']): Running {
  const beganAt = performance.now();
  return {
    base,
    log: openLog(() => (performance.now() - beganAt) / 1000),
    giveUp: new AbortController(),
    engine: undefined,
    heardAt: beganAt,
    stage: 'starting',
    job: NEW_JOB,
    rates: NO_RATES,
    warnings: 0,
  };
}

function failed(failure: Failure, drive: DriveState): LaneEvent {
  return { type: 'failed', failure, drive };
}

function asLaneEvent(event: EngineEvent): LaneEvent | undefined {
  if (event.type === 'ready') return undefined;
  return event.type === 'refused' ? failed(event.failure, 'untouched') : event;
}

function hear(running: Running, event: LaneEvent | undefined, show: (running: Running) => void): void {
  if (!event) return;
  running.heardAt = performance.now();
  running.job = reduceJob(running.job, event);
  const text = logText(event, running.base.target.path);
  if (text !== undefined) running.log.add(text);
  if (event.type === 'notice' && event.level === 'warning') running.warnings += 1;
  if (event.type === 'progress') running.rates = addRates(running.rates, { at: event.elapsed, archive: event.archiveRate, device: event.deviceRate });
  if (running.job.outcome) running.stage = 'ended';
  show(running);
}

const SILENCE_MS = 1000;

function isSilent({ stage, heardAt }: Running): boolean {
  return stage !== 'ended' && performance.now() - heardAt > SILENCE_MS;
}

/** The command to run by hand, with what it is about. */
function withPaths(files: EngineFiles, archive: string, target: string): EngineFiles {
  return { ...files, byHand: `${files.byHand} flash ${shellQuote(archive)} ${shellQuote(target)}` };
}

/** What crosses to the window many times a second stays small. */
const SHOWN_WARNINGS = 8;
const WARNING_LENGTH = 300;

function viewJob({ base, log, stage, job, rates, warnings, heardAt }: Running): JobView {
  const silence = stage === 'ended' ? 0 : performance.now() - heardAt;
  return {
    ...base,
    stage,
    phases: job.phases,
    phase: job.phase,
    progress: job.progress && { ...job.progress, age: job.progress.age + silence },
    rates,
    warnings: job.notices
      .filter(({ level }) => level === 'warning')
      .slice(0, SHOWN_WARNINGS)
      .map(({ text }) => text.slice(0, WARNING_LENGTH)),
    warningCount: warnings,
    logLength: log.length,
    outcome: shortened(job.outcome),
  };
}

const DETAIL_LENGTH = 4000;

function shortened(outcome: JobView['outcome']): JobView['outcome'] {
  if (outcome?.kind !== 'failed' || outcome.failure.detail === undefined) return outcome;
  return { ...outcome, failure: { ...outcome.failure, detail: outcome.failure.detail.slice(0, DETAIL_LENGTH) } };
}
