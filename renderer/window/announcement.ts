import { DONE } from '../../shared/closing.ts';
import { explain, explainCancelled } from '../../shared/explain.ts';
import { formatPercent } from '../../shared/format.ts';
import type { JobOutcome } from '../../shared/job.ts';
import { PHASE_NAMES, STALL_MS } from '../../shared/phases.ts';
import type { AppState, ArchiveView, JobView } from '../../shared/view.ts';
import { fileName } from '../parts/names.ts';

/** What is worth saying of a change; null if nothing is. */
export function announcement(before: AppState, after: AppState): string | null {
  if (after.job) return ofJob(before.job, after.job);
  const sentences = [
    before.archive.kind === after.archive.kind ? ofRest(before.archive, after.archive) : ofArchive(after.archive),
    after.review && before.review?.target.path !== after.review.target.path ? `${after.review.target.title} is chosen.` : null,
  ].filter((sentence) => sentence !== null);
  return sentences.length > 0 ? sentences.join(' ') : null;
}

function ofArchive(archive: ArchiveView): string | null {
  switch (archive.kind) {
    case 'none':
      return null;
    case 'inspecting':
      return `Inspecting ${fileName(archive.path)}.`;
    case 'ready':
    case 'image':
      return `${fileName(archive.path)} is ready.`;
    case 'refused': {
      const { headline, next } = explain(archive.problem, 'untouched', { place: 'window' });
      return `${headline} ${next}`;
    }
  }
}

function ofRest(before: ArchiveView, after: ArchiveView): string | null {
  const isCompleted = before.kind === 'ready' && after.kind === 'ready' && before.facts.unread > 0 && after.facts.unread === 0;
  return isCompleted ? `${fileName(after.path)} was read completely.` : null;
}

function ofJob(before: JobView | null, after: JobView): string | null {
  if (after.outcome) return before?.outcome ? null : ofOutcome(after.outcome, after.target.kind);
  if (before?.id !== after.id) return `The job for ${after.target.title} begins.`;
  if (before.stage !== after.stage && after.stage === 'cancelling') return 'Cancelling.';
  if (isSilent(after) && !isSilent(before)) return 'No sign of life from the drive.';
  return ofProgress(before, after);
}

function ofProgress(before: JobView, after: JobView): string | null {
  const percent = formatPercent(after.progress?.fraction ?? 0);
  if (after.phase && before.phase !== after.phase) return `Now ${PHASE_NAMES[after.phase]}, ${percent}.`;
  return tenths(after) > tenths(before) ? `${percent}.` : null;
}

function isSilent({ progress }: JobView): boolean {
  return (progress?.age ?? 0) > STALL_MS;
}

function tenths({ progress }: JobView): number {
  return Math.floor((progress?.fraction ?? 0) * 10);
}

function ofOutcome(outcome: JobOutcome, kind: JobView['target']['kind']): string {
  switch (outcome.kind) {
    case 'finished':
      return `Done. ${DONE[kind]}`;
    case 'failed':
      return `Failed. ${explain(outcome.failure, outcome.drive, { place: 'window', kind }).headline}`;
    case 'cancelled':
      return `Cancelled. ${explainCancelled(outcome.drive, kind)}`;
  }
}
