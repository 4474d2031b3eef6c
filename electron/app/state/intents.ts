import { TarstrapError } from '../../../shared/errors.ts';
import type { Answer, RequestName, RequestPayload } from '../../../shared/ipc.ts';
import { reportOf } from '../../../shared/report.ts';
import type { TargetRef } from '../../../shared/view.ts';
import { archivePath, type Desk } from './desk.ts';
import { freshArchivePath, type SourceRef } from './capture.ts';
import { type Choice, driveOf, freshImagePath } from './target.ts';

/** What the window may ask for, and what is done then: one handler for each request of the contract. */
export type Intents = { readonly [Name in RequestName]: (payload: RequestPayload<Name>) => Answer<Name> | Promise<Answer<Name>> };

export function intentsOf(desk: Desk): Intents {
  const { store, archive, drives, review, capture, job, surroundings } = desk;
  return {
    readState: () => store.state,
    openArchive: ({ path, at }) => open(desk, path, at),
    chooseArchive: async () => {
      requireIdle(desk);
      const path = await surroundings.askForArchive();
      if (path !== null) await open(desk, path, null);
    },
    chooseInside: ({ folder }) => {
      requireIdle(desk);
      putAway(desk);
      void archive.enter(folder);
    },
    closeArchive: () => {
      requireIdle(desk);
      putAway(desk);
      archive.close();
    },
    refreshDrives: drives.look,
    chooseTarget: (ref) => choose(desk, ref),
    chooseDrives: ({ refs }) => chooseDrives(desk, refs),
    chooseImageFile: () => chooseImageFile(desk),
    chooseLayoutFile: () => takeFile(desk, { ask: surroundings.askForLayoutFile, take: review.takeLayout }),
    setFirstBoot: review.setFirstBoot,
    chooseFirstBootFile: () => takeFile(desk, { ask: surroundings.askForFirstBootFile, take: review.takeFirstBoot }),
    leaveReview: review.leave,
    ...captureIntents(desk),
    setOptions: review.setOptions,
    startJob: (request) => {
      requireIdle(desk);
      requireUnchanged(desk);
      const accepted = review.accept(request);
      archive.rest();
      void job.start(accepted);
    },
    cancelJob: job.cancel,
    leaveJob: ({ keepArchive }) => {
      job.leave();
      review.leave();
      capture.leave();
      if (keepArchive) archive.resume();
      else archive.close();
    },
    readLog: ({ from }) => job.readLog(from),
    copy: (what) => surroundings.putOnClipboard(what === 'commands' ? commandsText(desk) : reportText(desk)),
  };
}

type CaptureIntents = Pick<Intents, 'captureDrive' | 'chooseSource' | 'chooseArchiveFile' | 'setCapture' | 'startCapture' | 'leaveCapture'>;

function captureIntents(desk: Desk): CaptureIntents {
  const { store, capture, job, surroundings } = desk;
  return {
    captureDrive: (ref) => captureDrive(desk, ref),
    chooseSource: async (ref) => {
      requireIdle(desk);
      const { capture: shown } = store.state;
      if (shown) await capture.choose(ref, shown.archive);
    },
    chooseArchiveFile: async () => {
      requireIdle(desk);
      const { capture: shown } = store.state;
      const path = shown && (await surroundings.askForArchiveFile(shown.archive));
      if (path) await capture.rename(path);
    },
    setCapture: capture.setOptions,
    startCapture: ({ planId }) => {
      requireIdle(desk);
      void job.start(capture.accept(planId));
    },
    leaveCapture: capture.leave,
  };
}

/** While a job runs, what it stands on stays as it is. */
function requireIdle({ job }: Desk): void {
  if (job.isRunning()) throw new TarstrapError('job-running');
}

/** Root would refuse it, and only after the password. @throws TarstrapError `plan-changed` */
function requireUnchanged({ archive, store }: Desk): void {
  const path = archivePath(store.state) ?? '';
  if (archive.renew()) throw new TarstrapError('plan-changed', { path });
}

/** Something new begins: the result of the last job, and the target that it was for, are put away. */
function putAway({ job, review, capture, store }: Desk): void {
  capture.leave();
  if (!store.state.job) return;
  job.leave();
  review.leave();
}

async function open(desk: Desk, path: string, at: TargetRef | null): Promise<void> {
  requireIdle(desk);
  putAway(desk);
  const { archive, review, store } = desk;
  const inspected = archive.open(path, at);
  if (at) await choose(desk, at);
  // A wrong file is refused where it was dropped, not behind a plan that cannot be made.
  const conclude = (): void => void (at && store.state.archive.kind === 'refused' && store.state.archive.path === path && review.leave());
  void inspected.then(conclude);
}

/** What was opened from outside of the window; of several files none is, as when they are dropped. @throws TarstrapError `job-running` */
export async function openGiven(desk: Desk, paths: readonly string[]): Promise<void> {
  const [path, ...others] = paths;
  if (path === undefined) return;
  if (others.length === 0) return open(desk, path, null);
  requireIdle(desk);
  putAway(desk);
  desk.archive.refuse(path, new TarstrapError('archive-several', { count: paths.length }));
}

async function choose(desk: Desk, ref: TargetRef): Promise<void> {
  requireIdle(desk);
  const choice = await choiceOf(desk, ref);
  if (!choice) return;
  putAway(desk);
  await openReview(desk, choice);
}

async function openReview(desk: Desk, ...choices: Choice[]): Promise<void> {
  desk.archive.renew();
  await desk.review.choose(...choices);
}

async function chooseDrives(desk: Desk, refs: RequestPayload<'chooseDrives'>['refs']): Promise<void> {
  requireIdle(desk);
  putAway(desk);
  // A drive that is named twice is one.
  const drives = [...new Map(refs.map((ref) => [ref.path, ref])).values()];
  await openReview(desk, ...drives.map((ref) => ({ ref, path: ref.path, isProposed: false })));
}

/** An archive that is open is put aside: it has nothing to do with what is captured. */
async function captureDrive(desk: Desk, ref: SourceRef): Promise<void> {
  requireIdle(desk);
  const { store, surroundings, capture, review } = desk;
  const proposed = freshArchivePath(driveOf(ref.path, store.state.drives.drives), archivePath(store.state));
  const path = await surroundings.askForArchiveFile(proposed);
  if (path === null) return;
  requireIdle(desk);
  putAway(desk);
  review.leave();
  await capture.choose(ref, path);
}

async function choiceOf({ store, surroundings }: Desk, ref: TargetRef): Promise<Choice | null> {
  if (ref.kind === 'device') return { ref, path: ref.path, isProposed: false };
  if (ref.kind === 'image') return { ref, path: freshImagePath(archivePath(store.state)), isProposed: true };
  const path = await surroundings.askForFolder();
  return path === null ? null : { ref, path, isProposed: false };
}

async function chooseImageFile(desk: Desk): Promise<void> {
  requireIdle(desk);
  const { review, store, surroundings } = desk;
  const path = await surroundings.askForImageFile(review.choices()[0]?.path ?? freshImagePath(archivePath(store.state)));
  if (path !== null) await review.choose({ ref: { kind: 'image' }, path, isProposed: false });
}

interface Taking {
  readonly ask: () => Promise<string | null>;
  readonly take: (path: string) => Promise<void>;
}

async function takeFile(desk: Desk, { ask, take }: Taking): Promise<void> {
  requireIdle(desk);
  const path = await ask();
  if (path !== null) await take(path);
}

function commandsText({ store }: Desk): string {
  const { review, capture } = store.state;
  if (capture?.plan.kind === 'ready') return `${capture.plan.commands.join('\n')}\n`;
  return review?.plan.kind === 'ready' ? `${review.plan.commands.join('\n')}\n` : '';
}

function reportText({ store, job, surroundings }: Desk): string {
  return store.state.job ? reportOf(store.state.job, { version: surroundings.version, watching: store.state.drives.watching, log: job.log() }) : '';
}
