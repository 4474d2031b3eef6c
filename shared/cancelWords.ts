import type { PhaseId } from './protocol.ts';
import type { TargetView } from './view.ts';

/** What cancelling now would leave behind. Where that depends on the way of writing, the worse is said. */
export function cancelWords(kind: TargetView['kind'], phase: PhaseId | null): string {
  if (kind === 'image') return 'No image is left.';
  if (phase === 'verify') return 'It has been written completely, but not verified.';
  if (kind === 'directory') return 'What was unpacked so far stays in the folder.';
  if (phase === null || phase === 'prepare') return 'As long as nothing has been written, the drive stays as it is.';
  return 'The drive will be incomplete, and will not boot until it is written again.';
}
