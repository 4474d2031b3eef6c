import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { DriveState } from '../../shared/errors.ts';
import type { JobEvent, PhaseId } from '../../shared/protocol.ts';
import type { Part } from '../../shared/progress.ts';
import { Scope } from '../run/scope.ts';
import { Meter } from './meter.ts';

/** What the steps of one job share. */
export interface Job {
  readonly signal: AbortSignal;
  readonly scope: Scope;
  /** Private folder for mount points, pipes and stages; gone when the job is. */
  readonly folder: string;
  /** The mount namespace that the user sees, as a path for nsenter(1). */
  readonly hostNamespace: string;
  readonly meter: Meter;
  readonly emit: (event: JobEvent) => void;
  /** Kept true at every moment, because a failure reports it. */
  drive: DriveState;
}

export function note(job: Job, text: string, level: 'info' | 'warning' = 'info'): void {
  job.emit({ type: 'notice', level, text: text.slice(0, 4000) });
}

/** Enters a phase; a cancel is heeded between any two. */
export function enter(job: Job, phase: PhaseId): void {
  job.signal.throwIfAborted();
  job.meter.enter(phase);
}

export interface JobSetup {
  readonly signal: AbortSignal;
  readonly hostNamespace: string;
  readonly emit: (event: JobEvent) => void;
}

export function openJob(setup: JobSetup): Job {
  const scope = new Scope();
  const folder = mkdtempSync('/run/tarstrap-');
  chmodSync(folder, 0o700);
  scope.defer('removing the work folder', () => rmSync(folder, { recursive: true }));
  const meter = new Meter(setup.emit);
  return { ...setup, scope, folder, meter, drive: 'untouched' };
}

export function begin(job: Job, what: { readonly job: 'flash' | 'verify'; readonly target: string; readonly parts: readonly Part[] }): void {
  job.emit({ type: 'started', job: what.job, target: what.target, phases: what.parts.flatMap((part) => part.phases) });
  job.meter.start(what.parts);
}
