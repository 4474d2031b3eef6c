import { type DriveState, TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import type { LaneEvent, PhaseId } from '../../shared/protocol.ts';
import type { Part } from '../../shared/progress.ts';
import type { Person } from '../run/confine.ts';
import { visible } from '../../shared/visible.ts';
import { Scope } from '../run/scope.ts';
import { mediumCalled, mediumOf } from './disk/presence.ts';
import type { View } from './disk/view.ts';
import { type Losses, openLosses } from './extract/losses.ts';
import { Meter, type Metered } from './meter.ts';

/** What the steps of one job share. */
export interface Job {
  /** Of a cancel, and of a drive that is pulled out. */
  readonly signal: AbortSignal;
  /** Of a cancel alone. */
  readonly cancelled: AbortSignal;
  /** Ends the job with this. */
  readonly giveUp: (problem: unknown) => void;
  readonly scope: Scope;
  /** Private folder for mount points, pipes and stages (`namespace.ts`); gone with the process. */
  readonly folder: string;
  /** Whose rights those programs have that read the archive: not the caller's, who could take over what runs as him (ptrace(2)), in our namespace. */
  readonly reader: Person;
  /** The mount namespace that the user sees. */
  readonly host: View;
  /** Of whoever started us (umask(2)), as far as the way to become root kept it: his images hold what he may want to keep to himself. */
  readonly umask: number;
  readonly meter: Metered;
  readonly emit: (event: LaneEvent) => void;
  /** Of what was laid last. */
  losses: Losses;
  /** Kept true at every moment, because a failure reports it. */
  drive: DriveState;
  /** Set where the target can be pulled out: says so if it was. Whatever else fails then is but a consequence. */
  gone: () => TarstrapError | undefined;
}

/** The job of one target. */
export interface Lane extends Job {
  readonly meter: Meter;
}

/** Characters (`notice` in shared/protocol.ts). */
const MAX_NOTICE = 4000;

/** Says one line, which may hold words of tools and names of the archive. */
export function note(job: Pick<Job, 'emit'>, text: string, level: 'info' | 'warning' = 'info'): void {
  job.emit({ type: 'notice', level, text: visible(text).slice(0, MAX_NOTICE) });
}

/** Enters a phase; a cancel is heeded between any two. */
export function enter(job: Job, phase: PhaseId): void {
  job.signal.throwIfAborted();
  job.meter.enter(phase);
}

export interface JobSetup {
  readonly cancelled: AbortSignal;
  readonly folder: string;
  readonly reader: Person;
  readonly host: View;
  readonly umask: number;
  readonly emit: (event: LaneEvent) => void;
}

export function openJob(setup: JobSetup): Lane {
  const scope = new Scope();
  const meter = new Meter(setup.emit);
  const own = new AbortController();
  const signal = AbortSignal.any([setup.cancelled, own.signal]);
  return { ...setup, signal, giveUp: (problem) => own.abort(problem), scope, meter, losses: openLosses(), drive: 'untouched', gone: () => undefined };
}

/** How often it is looked whether the drive is still there. */
const PRESENCE_MS = 250;

/** From now on the job ends when its drive is pulled out, or was since it was looked at. */
export function watchPresence({ path, device, size, diskseq }: TargetFacts, job: Job): void {
  const before = diskseq === undefined ? mediumOf(device) : mediumCalled(size, diskseq);
  job.gone = () => (mediumOf(device) === before ? undefined : new TarstrapError('drive-gone', { path }));
  const timer = setInterval(() => {
    const problem = job.gone();
    if (problem) job.giveUp(problem);
  }, PRESENCE_MS);
  job.scope.defer('ending the watch over the drive', () => clearInterval(timer));
}

export function begin(job: Lane, what: { readonly job: 'flash' | 'verify' | 'capture'; readonly parts: readonly Part[] }): void {
  job.emit({ type: 'started', job: what.job, phases: what.parts.flatMap((part) => part.phases) });
  job.meter.start(what.parts);
}
