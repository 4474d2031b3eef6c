import type { DriveState } from '../../shared/errors.ts';
import type { PhaseId, Request } from '../../shared/protocol.ts';

/** Phases in which a stage is filled, and the drive waits. */
const STAGING: readonly PhaseId[] = ['prepare', 'extract', 'flush'];

/**
 * How an engine that ended without a word has left the target. Pure. An image has its name only when it is complete and
 * verified; a verification writes nothing.
 *
 * @param phases of the job, as it began: a stage is written in one of its own
 * @param phase the last one that was heard of
 */
export function leftBy(asked: Request['body'] | undefined, phases: readonly PhaseId[], phase: PhaseId | undefined): DriveState {
  if (asked === undefined || asked.type === 'verify' || asked.type === 'cancel' || asked.shown.target.kind === 'image' || !phase) return 'untouched';
  if (phase === 'verify' || phase === 'finish') return 'written';
  return phases.includes('write') && STAGING.includes(phase) ? 'untouched' : 'incomplete';
}
