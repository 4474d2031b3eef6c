import { Notification, powerSaveBlocker } from 'electron';
import { formatPercent } from '../../shared/format.ts';
import { endWords, nameOfAll, tally } from '../../shared/laneWords.ts';
import type { AppState, JobView } from '../../shared/view.ts';

/** What a job means to the desktop around the window: it stays awake, reads the percent in the title, hears of the end. */

/** @returns what must be told of every change of the state */
export function openAttention(setTitle: (title: string) => void): (state: AppState) => void {
  let title = '';
  let blocker: number | undefined;
  let toldOf = 0;
  return ({ job }) => {
    const next = titleOf(job);
    if (next !== title) setTitle((title = next));
    const isRunning = job !== null && job.stage !== 'ended';
    if (isRunning && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!isRunning && blocker !== undefined) blocker = void powerSaveBlocker.stop(blocker);
    if (job?.outcome && job.id !== toldOf) {
      toldOf = job.id;
      notify(job);
    }
  };
}

/** `47 % · Kingston DataTraveler · Tarstrap` */
function titleOf(job: JobView | null): string {
  if (!job) return 'Tarstrap';
  const ended = { finished: 'Done', failed: 'Failed', cancelled: 'Cancelled' } as const;
  if (job.outcome && job.lanes.length > 1) return `${tally(job.lanes)} · Tarstrap`;
  const state = job.outcome ? ended[job.outcome.kind] : formatPercent(job.progress?.fraction ?? 0);
  return `${state} · ${nameOfAll(job.lanes)} · Tarstrap`;
}

function notify(job: JobView): void {
  if (!Notification.isSupported()) return;
  new Notification({ title: `Tarstrap: ${nameOfAll(job.lanes)}`, body: endWords(job) }).show();
}
