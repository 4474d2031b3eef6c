import { formatBytes, formatDuration } from '../../shared/format.ts';
import { tally } from '../../shared/laneWords.ts';
import type { Summary } from '../../shared/protocol.ts';
import { VERIFIED } from '../../shared/report.ts';
import { fileName } from '../parts/names.ts';
import type { JobLane, TargetView } from '../../shared/view.ts';

/** The result of a job in one sentence. @param archive that was made of it, where it was captured */
export function resultOf({ kind, title, path }: TargetView, archive?: Summary['archive']): string {
  if (archive) return `${fileName(archive.path)} is complete.`;
  switch (kind) {
    case 'disk':
      return `${title} is ready, and safe to unplug.`;
    case 'partition':
      return `${path} is ready. ${title} is safe to unplug.`;
    case 'image':
      return `The image ${path} is ready.`;
    case 'directory':
      return `The folder ${path} is filled.`;
  }
}

/** The heading of several drives. */
export function headingOf(lanes: readonly Pick<JobLane, 'outcome'>[]): string {
  return lanes.every(({ outcome }) => outcome?.kind === 'cancelled') ? 'Cancelled' : tally(lanes);
}

/** What was done to one of several drives. */
export function proofOf({ verified, bytes, seconds }: Summary): string {
  const proof = VERIFIED[verified];
  return `Safe to unplug, and ${proof}: ${formatBytes(bytes)} in ${formatDuration(seconds)}.`;
}

/** On to what comes next, with the same archive: as it seems, or where something is to be put right first. */
export function againWords(lanes: readonly Pick<JobLane, 'outcome' | 'target'>[]): string {
  const isForDrives = lanes.every(({ outcome, target }) => outcome?.kind === 'finished' && (target.kind === 'disk' || target.kind === 'partition'));
  if (!isForDrives) return 'Back to drives';
  return lanes.length > 1 ? 'Again with other drives' : 'Again with another drive';
}

export const PROOFS: Record<Summary['verified'], { readonly value: string; readonly more: string }> = {
  full: { value: 'In full', more: 'everything was read back' },
  quick: { value: 'By a sample', more: 'contents sampled, all else in full' },
  none: { value: 'Not verified', more: 'nothing was read back' },
};
