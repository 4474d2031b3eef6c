import { explain } from '../../shared/explain.ts';
import { formatPercent } from '../../shared/format.ts';
import { endWords, nameOfAll } from '../../shared/laneWords.ts';
import { PHASE_NAMES, STALL_MS } from '../../shared/phases.ts';
import type { AppState, ArchiveView, CaptureView, JobLane, JobView, ReviewView } from '../../shared/view.ts';
import { fileName } from '../parts/names.ts';

/** What is worth saying of a change; null if nothing is. */
export function announcement(before: AppState, after: AppState): string | null {
  if (after.job) return ofJob(before.job, after.job);
  const sentences = [
    before.archive.kind === after.archive.kind ? ofRest(before.archive, after.archive) : ofArchive(after.archive),
    ofChoice(before.review, after.review),
    ofLayout(before.review, after.review),
    ofCapture(before.capture, after.capture),
  ].filter((sentence) => sentence !== null);
  return sentences.length > 0 ? sentences.join(' ') : null;
}

function ofChoice(before: ReviewView | null, after: ReviewView | null): string | null {
  const paths = (review: ReviewView | null): string => (review?.lanes ?? []).map(({ target }) => target.path).join('\n');
  if (!after || paths(before) === paths(after)) return null;
  return `${nameOfAll(after.lanes)} ${after.lanes.length > 1 ? 'are' : 'is'} chosen.`;
}

/** What was chosen for the user, and what he has chosen and cannot have. */
function ofLayout(before: ReviewView | null, after: ReviewView | null): string | null {
  const proposed = (review: ReviewView | null): string | null =>
    (review?.plan.kind === 'ready' && review.plan.remarks.find(({ id }) => id === 'layout-proposed')?.text) || null;
  const problem = after?.ownLayout.problem;
  if (problem && problem !== before?.ownLayout.problem) return explain(problem, 'untouched', { place: 'window' }).headline;
  return proposed(before) === proposed(after) ? null : proposed(after);
}

function ofCapture(before: CaptureView | null, after: CaptureView | null): string | null {
  return after && before?.source.path !== after.source.path ? `${after.source.title} is chosen to be captured.` : null;
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
  if (after.outcome) return before?.outcome ? null : endWords(after);
  if (before?.id !== after.id) return `The job for ${nameOfAll(after.lanes)} begins.`;
  const ended = after.lanes.filter(({ outcome }, i) => outcome && !before.lanes[i]?.outcome);
  if (ended.length > 0) return ended.map(ofLane).join(' ');
  if (before.stage !== after.stage && after.stage === 'cancelling') return 'Cancelling.';
  if (isSilent(after) && !isSilent(before)) return `No sign of life from ${after.lanes.length > 1 ? 'any of the drives' : 'the drive'}.`;
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

/** One of several that has ended, while the others go on. */
function ofLane({ target, outcome }: JobLane): string {
  const words = { finished: 'is done', failed: 'has failed', cancelled: 'was cancelled' } as const;
  return outcome ? `${target.title}, ${target.path}, ${words[outcome.kind]}.` : '';
}
