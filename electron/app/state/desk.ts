import { shippedLayouts } from '../../../shared/layouts.ts';
import type { AppState } from '../../../shared/view.ts';
import type { EngineFiles } from '../../elevate/engine.ts';
import { type ArchiveDesk, archiveDesk } from './archive.ts';
import { type CaptureDesk, captureDesk } from './capture.ts';
import { type DrivesDesk, drivesDesk } from './drives.ts';
import { type JobDesk, jobDesk } from './job.ts';
import { type ReviewDesk, reviewDesk } from './review.ts';
import { openStore, type Store } from './store.ts';
import { freshImagePath } from './target.ts';

/** What a window asks of the desktop around it. Every dialog gives null where the user changed his mind. */
export interface Surroundings {
  readonly askForArchive: () => Promise<string | null>;
  readonly askForImageFile: (proposed: string) => Promise<string | null>;
  readonly askForArchiveFile: (proposed: string) => Promise<string | null>;
  readonly askForFirstBootFile: () => Promise<string | null>;
  readonly askForLayoutFile: () => Promise<string | null>;
  readonly askForFolder: () => Promise<string | null>;
  readonly putOnClipboard: (text: string) => Promise<void>;
  /** Gets what the window is to draw anew. */
  readonly show: (slices: Partial<AppState>) => void;
  readonly engine: EngineFiles;
  readonly version: string;
}

/** The app without its window: it owns the truth, and tells the window what has changed. */
export interface Desk {
  readonly store: Store;
  readonly archive: ArchiveDesk;
  readonly drives: DrivesDesk;
  readonly review: ReviewDesk;
  readonly capture: CaptureDesk;
  readonly job: JobDesk;
  readonly surroundings: Surroundings;
}

export function openDesk(surroundings: Surroundings): Desk {
  const about = { version: surroundings.version, layouts: shippedLayouts().map(({ id, title }) => ({ id, title })) };
  const store = openStore(
    { about, archive: { kind: 'none' }, drives: { known: false, drives: [], problem: null, watching: null }, review: null, capture: null, job: null },
    surroundings.show,
  );
  const review = reviewDesk(store);
  const capture = captureDesk(store);
  const job = jobDesk(store, surroundings.engine);
  const archive = archiveDesk(store, {
    replaced: () => {
      const [choice] = review.choices();
      void (choice?.isProposed ? review.rename(freshImagePath(archivePath(store.state))) : review.renew());
    },
    completed: () => void review.refresh(),
  });
  const drives = drivesDesk(store, () => {
    if (job.isRunning()) return;
    void review.refresh();
    void capture.refresh();
  });
  return { store, archive, drives, review, capture, job, surroundings };
}

export function archivePath({ archive }: AppState): string | undefined {
  return archive.kind === 'none' ? undefined : archive.path;
}
