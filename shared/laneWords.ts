import { counted } from './counted.ts';
import { DONE, type Kind } from './closing.ts';
import { explain, explainCancelled } from './explain.ts';
import type { JobLane, JobView, TargetView } from './view.ts';

/** Words for the targets of a job, one or several. Pure. */

/** `SanDisk Ultra`, or `3 drives`. */
export function nameOfAll(lanes: readonly { readonly target: TargetView }[]): string {
  const [only, ...others] = lanes;
  return only && others.length === 0 ? only.target.title : counted(lanes.length, 'drive');
}

/** `3 of 4 drives are done`. */
export function tally(lanes: readonly Pick<JobLane, 'outcome'>[]): string {
  const done = lanes.filter(({ outcome }) => outcome?.kind === 'finished').length;
  const of = counted(lanes.length, 'drive');
  if (done === lanes.length) return `All ${of} are done`;
  if (done === 0) return `None of ${of} is done`;
  return `${done} of ${of} ${done === 1 ? 'is' : 'are'} done`;
}

/** What becomes of the target, or of the source, is told by what it is. */
export function kindOf(job: JobView['kind'], target: Pick<TargetView, 'kind'>): Kind {
  return job === 'capture' ? 'source' : target.kind;
}

/** How it ended, in a sentence or two; of several, how many of them did. */
export function endWords({ kind: job, lanes }: Pick<JobView, 'kind' | 'lanes'>): string {
  const [only, ...others] = lanes;
  if (!only) return '';
  if (others.length > 0) return isAllDone(lanes) ? `${tally(lanes)}. They are safe to unplug.` : `${tally(lanes)}.`;
  const { outcome, target } = only;
  const kind = kindOf(job, target);
  if (outcome?.kind === 'finished') return `Done. ${DONE[kind]}`;
  if (outcome?.kind === 'cancelled') return `Cancelled. ${explainCancelled(outcome.drive, kind)}`;
  return outcome ? `Failed. ${explain(outcome.failure, outcome.drive, { place: 'window', kind }).headline}` : '';
}

function isAllDone(lanes: readonly JobLane[]): boolean {
  return lanes.every(({ outcome }) => outcome?.kind === 'finished');
}
