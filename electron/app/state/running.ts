import type { DriveState, Failure } from '../../../shared/errors.ts';
import { type EngineEvent, type LaneEvent, targetsOf } from '../../../shared/protocol.ts';
import { addRates, NO_RATES } from '../../../shared/rates.ts';
import type { JobView, RateHistory } from '../../../shared/view.ts';
import { hindmost, wholeFraction, wholeOutcome, wholeProgress } from '../../../shared/whole.ts';
import { type Lane, openLane, silenceOf, standingOf, tellLane, viewLane } from './lane.ts';
import { type Log, logText, openLog } from './log.ts';
import type { AcceptedPlan } from './plan.ts';
import { openWarnings, type Warnings } from './warnings.ts';

/** A job as far as its engine has told of it, and how it is shown. */
export interface Running {
  readonly id: number;
  readonly kind: JobView['kind'];
  readonly archive: JobView['archive'];
  readonly lanes: readonly Lane[];
  readonly log: Log;
  readonly warnings: Warnings;
  stage: JobView['stage'];
  /** Of all lanes; never falls. */
  fraction: number;
  rates: RateHistory;
}

export function begin(id: number, { request, archive, targets }: AcceptedPlan): Running {
  const beganAt = performance.now();
  const paths = targetsOf(request).map(({ path }) => path);
  return {
    id,
    kind: request.type === 'capture' ? 'capture' : 'flash',
    archive,
    lanes: targets.map((target, i) => openLane(target, paths[i] ?? target.path)),
    log: openLog(() => (performance.now() - beganAt) / 1000),
    warnings: openWarnings(targets.length),
    stage: 'starting',
    fraction: 0,
    rates: NO_RATES,
  };
}

export function failed(failure: Failure, drive: DriveState): LaneEvent {
  return { type: 'failed', failure, drive };
}

export function hear(running: Running, event: EngineEvent): void {
  if (event.type === 'ready') return;
  if (event.type === 'refused') return endAll(running, failed(event.failure, 'untouched'));
  const lane = running.lanes.find(({ path }) => path === event.target);
  if (lane) hearLane(running, lane, event);
}

/** What ends the job ends whatever has not ended by itself. */
export function endAll(running: Running, event: LaneEvent): void {
  for (const lane of running.lanes) if (!lane.job.outcome) hearLane(running, lane, event);
}

function hearLane(running: Running, lane: Lane, event: LaneEvent): void {
  const { lanes, log, warnings } = running;
  tellLane(lane, event);
  const text = logText(event, lane.path);
  if (text !== undefined) log.add(lanes.length > 1 ? `${lane.path}  ${text}` : text);
  if (event.type === 'notice' && event.level === 'warning') warnings.add(event.text, lane.path);
  const standings = lanes.map(({ job }) => job);
  running.fraction = Math.max(running.fraction, wholeFraction(standings));
  const whole = event.type === 'progress' ? wholeProgress(standings, running.fraction) : null;
  if (whole) running.rates = addRates(running.rates, { at: whole.elapsed, archive: whole.archiveRate, device: whole.deviceRate });
  if (standings.every(({ outcome }) => outcome)) running.stage = 'ended';
}

/** Milliseconds. */
export const SILENCE_MS = 1000;

export function isSilent({ stage, lanes }: Running): boolean {
  return stage !== 'ended' && lanes.some((lane) => silenceOf(lane) > SILENCE_MS);
}

export function viewJob({ id, kind, archive, lanes, log, stage, fraction, rates, warnings }: Running): JobView {
  const standings = lanes.map(standingOf);
  const views = lanes.map(viewLane);
  const last = hindmost(standings);
  return {
    id,
    kind,
    archive,
    lanes: views,
    stage,
    phases: last?.phases ?? [],
    phase: last?.phase ?? null,
    progress: wholeProgress(standings, fraction),
    rates,
    warnings: warnings.few(),
    warningCount: warnings.count,
    logLength: log.length,
    outcome: wholeOutcome(views.map(({ outcome }) => outcome)),
  };
}
