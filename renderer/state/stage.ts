import type { AppState } from '../../shared/view.ts';

/** What the right side of the window is about. */
export type StageName = 'drives' | 'review' | 'capture' | 'progress' | 'done';

export function stageOf({ job, review, capture }: AppState): StageName {
  if (job) return job.stage === 'ended' ? 'done' : 'progress';
  if (capture) return 'capture';
  return review ? 'review' : 'drives';
}

/** While a job runs nothing else can be begun. */
export function isBusy(state: AppState): boolean {
  return stageOf(state) === 'progress';
}
