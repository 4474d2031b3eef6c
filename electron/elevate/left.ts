import type { DriveState } from '../../shared/errors.ts';
import type { PhaseId, Request } from '../../shared/protocol.ts';

/** Phases in which a stage is filled, and the drive waits. */
const STAGING: readonly PhaseId[] = ['prepare', 'extract', 'flush'];

/**
 * How an engine that ended without a word has left the target. Pure. An image has its name only when it is complete and
 * verified; a verification writes nothing.
 *
 * @param phase the last one that was heard of
 */
export function leftBy(asked: Request['body'] | undefined, phase: PhaseId | undefined): DriveState {
  if (asked?.type !== 'flash' || asked.shown.target.kind === 'image' || !phase) return 'untouched';
  if (phase === 'verify' || phase === 'finish') return 'written';
  return asked.shown.stage && STAGING.includes(phase) ? 'untouched' : 'incomplete';
}
