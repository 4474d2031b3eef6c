import type { Scope } from '../run/scope.ts';
import type { Job } from './job.ts';

/** Work beside that of the job. It ends with the scope at the latest, which waits for it. @param what for the error text */
export function inBackground<T>(what: string, job: Job, scope: Scope, work: (job: Job) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const end = work({ ...job, signal: AbortSignal.any([job.signal, over.signal]) });
  // Whoever waits for it may have failed before.
  end.catch(() => {});
  scope.defer(what, async () => {
    over.abort(new Error('nobody needs it any more'));
    await end.catch(() => {});
  });
  return end;
}
