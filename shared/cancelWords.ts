import type { PhaseId } from './protocol.ts';
import type { JobView, TargetView } from './view.ts';

/** What cancelling now would leave behind. Where that depends on the way of writing, the worse is said. */
export function cancelWords({ kind, lanes }: Pick<JobView, 'kind' | 'lanes'>): string {
  if (kind === 'capture') return 'No archive is left, and the drive stays as it is.';
  const [only, ...others] = lanes;
  if (only && others.length === 0) return ofOne(only.target.kind, only.phase);
  return ofSeveral(lanes.filter(({ outcome }) => outcome === null).map(({ phase }) => phase));
}

function ofOne(kind: TargetView['kind'], phase: PhaseId | null): string {
  if (kind === 'image') return 'No new image is made.';
  if (phase === 'verify') return 'It has been written completely, but not verified.';
  if (kind === 'directory') return 'What was unpacked so far stays in the folder.';
  if (isEarly(phase)) return 'As long as nothing has been written, the drive stays as it is.';
  return 'The drive will be incomplete, and will not boot until it is written again.';
}

/** @param phases of the drives that are not done */
function ofSeveral(phases: readonly (PhaseId | null)[]): string {
  if (phases.every(isEarly)) return 'As long as nothing has been written, the drives stay as they are.';
  if (phases.every((phase) => phase === 'verify')) return 'All drives have been written completely, but not all are verified.';
  return 'Drives that are not done will be incomplete, and will not boot until they are written again.';
}

function isEarly(phase: PhaseId | null): boolean {
  return phase === null || phase === 'prepare';
}
