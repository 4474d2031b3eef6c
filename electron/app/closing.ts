import { type BrowserWindow, dialog } from 'electron';
import { cancelWords } from '../../shared/cancelWords.ts';
import type { JobView } from '../../shared/view.ts';
import type { Desk } from './state/desk.ts';

/** A window that is closed while a drive is written asks first, and goes only when the job has put everything away. */
export function guardClosing(window: BrowserWindow, { job, store }: Desk): void {
  let isAsking = false;
  let closeAfterJob = false;
  store.watch(() => {
    if (closeAfterJob && !job.isRunning() && !window.isDestroyed()) window.destroy();
  });
  const askAndClose = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      const wantsToClose = await ask(window, closeAfterJob ? WAITING : questionOf(store.state.job));
      if (!wantsToClose) return;
      // The end of its input ends an engine that is still busy with putting things away.
      if (closeAfterJob || !job.isRunning()) return window.destroy();
      closeAfterJob = true;
      job.cancel();
    } finally {
      isAsking = false;
    }
  };
  window.on('close', (event) => {
    if (!job.isRunning()) return;
    event.preventDefault();
    askAndClose().catch(() => {});
  });
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

const WAITING: Question = {
  message: 'The job is still cleaning up.',
  detail: 'If you close the window now, you will not see how it ends.',
  button: 'Close anyway',
};

function questionOf(job: JobView | null): Question {
  const detail = job ? cancelWords(job) : '';
  return { message: 'A job is running.', detail: `If it is cancelled now: ${detail}`, button: 'Cancel the job and close' };
}

async function ask(window: BrowserWindow, { message, detail, button }: Question): Promise<boolean> {
  const options = { type: 'warning', title: 'Tarstrap', message, detail, buttons: ['Keep going', button], defaultId: 0, cancelId: 0 } as const;
  const { response } = await dialog.showMessageBox(window, { ...options, buttons: [...options.buttons] });
  return response === 1;
}
