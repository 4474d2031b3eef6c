import type { DriveState } from '../../shared/errors.ts';
import type { JobRequest, PhaseId } from '../../shared/protocol.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';

/** Phases in which a stage is filled, and the drive waits. */
const STAGING: readonly PhaseId[] = ['prepare', 'extract', 'flush'];

/**
 * How an engine that ended without a word has left a target. Pure. An image has its name only when it is complete and
 * verified; a verification writes nothing.
 *
 * @param phases of its lane, as it began: a stage is written in one of its own
 * @param phase the last one that was heard of
 */
export function leftBy(job: JobRequest['type'], kind: TargetFacts['kind'], phases: readonly PhaseId[], phase: PhaseId | undefined): DriveState {
  if (job === 'verify' || job === 'capture' || kind === 'image' || !phase) return 'untouched';
  if (phase === 'verify' || phase === 'finish') return 'written';
  return phases.includes('write') && STAGING.includes(phase) ? 'untouched' : 'incomplete';
}
