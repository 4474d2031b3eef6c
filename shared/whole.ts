import type { JobOutcome, JobSnapshot } from './job.ts';
import type { Progress } from './protocol.ts';

/** A job as one, however many lanes it has: what its bar, its gauges and its title show. What ends early holds nobody up. Pure. */

export type Standing = Pick<JobSnapshot, 'phases' | 'phase' | 'progress' | 'outcome'>;

const FROM_WORST = ['failed', 'cancelled', 'finished'] as const satisfies readonly JobOutcome['kind'][];

/** @returns the worst, or null as long as a lane has not ended */
export function wholeOutcome(outcomes: readonly (JobOutcome | null)[]): JobOutcome | null {
  const ended = outcomes.filter((outcome) => outcome !== null);
  if (ended.length < outcomes.length) return null;
  return FROM_WORST.flatMap((kind) => ended.filter((outcome) => outcome.kind === kind))[0] ?? null;
}

/** The mean of those that are not lost. It may fall when one that was ahead is lost: what is shown does not. */
export function wholeFraction(lanes: readonly Standing[]): number {
  const counted = lanes.filter(({ outcome }) => outcome === null || outcome.kind === 'finished');
  const sum = counted.reduce((total, { progress, outcome }) => total + (outcome ? 1 : (progress?.fraction ?? 0)), 0);
  return counted.length > 0 ? sum / counted.length : 0;
}

/** The lane whose phase all others have reached. */
export function hindmost<Lane extends Standing>(lanes: readonly Lane[]): Lane | undefined {
  const place = ({ phases, phase }: Lane): number => (phase === null ? -1 : phases.indexOf(phase));
  return going(lanes).toSorted((one, other) => place(one) - place(other))[0];
}

/** The file is read once for all, and each drive writes by itself. */
export function wholeProgress(lanes: readonly Standing[], fraction: number): Progress | null {
  const { progress: last } = hindmost(lanes) ?? {};
  const told = progressOf(lanes);
  const now = progressOf(going(lanes));
  const base = last ?? now[0] ?? told[0];
  if (!base) return null;
  const etas = now.map(({ eta }) => eta);
  return {
    ...base,
    fraction,
    archiveRate: Math.max(...now.map(({ archiveRate }) => archiveRate), 0),
    deviceWritten: told.reduce((sum, { deviceWritten }) => sum + deviceWritten, 0),
    deviceRate: now.reduce((sum, { deviceRate }) => sum + deviceRate, 0),
    eta: etas.reduce<number | null>((most, eta) => (most === null || eta === null ? null : Math.max(most, eta)), etas.length > 0 ? 0 : null),
    elapsed: Math.max(...told.map(({ elapsed }) => elapsed)),
    age: Math.min(...(now.length > 0 ? now : told).map(({ age }) => age)),
  };
}

/** Those that have not ended; when all have, all. */
function going<Lane extends Standing>(lanes: readonly Lane[]): readonly Lane[] {
  const rest = lanes.filter(({ outcome }) => outcome === null);
  return rest.length > 0 ? rest : lanes;
}

function progressOf(lanes: readonly Standing[]): Progress[] {
  return lanes.flatMap(({ progress }) => progress ?? []);
}
