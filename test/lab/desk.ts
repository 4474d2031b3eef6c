import { type Desk, openDesk } from '../../electron/app/state/desk.ts';
import { type Intents, intentsOf } from '../../electron/app/state/intents.ts';
import type { Failure } from '../../shared/errors.ts';
import type { JobOutcome } from '../../shared/job.ts';
import type { AppState, PlanView, ReviewLane } from '../../shared/view.ts';

const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;

/** The app without its window: real inspection, real plans, a real engine; and what its user does outside of it. */
export interface Seat {
  readonly desk: Desk;
  readonly intents: Intents;
  /** What the next dialog gives. */
  chosenFile: string | null;
  clipboard: string;
  /** Settles when the state is as wanted; every change is looked at. */
  readonly until: <T>(pick: (state: AppState) => T | undefined | false) => Promise<T>;
  /** What was chosen first. */
  readonly lane: () => ReviewLane | undefined;
  readonly ready: () => Promise<Extract<PlanView, { kind: 'ready' }>>;
  readonly refused: () => Promise<Failure>;
  readonly outcome: () => Promise<JobOutcome>;
  readonly planWith: (patch: Parameters<Intents['setOptions']>[0]) => Promise<PlanView | undefined>;
}

export function takeSeat(engine: string = ENGINE): Seat {
  const ask = (): Promise<string | null> => Promise.resolve(seat.chosenFile);
  const desk = openDesk({
    version: '1.2.3',
    engine: { origin: { kind: 'sources', interpreter: [process.execPath], engine }, byHand: 'sudo tarstrap' },
    askForArchive: ask,
    askForImageFile: ask,
    askForArchiveFile: async () => null,
    askForFirstBootFile: ask,
    askForLayoutFile: ask,
    askForFolder: ask,
    putOnClipboard: (text) => {
      seat.clipboard = text;
      return Promise.resolve();
    },
    show: () => {},
  });
  const intents = intentsOf(desk);
  const until: Seat['until'] = (pick) =>
    new Promise((resolve) => {
      const look = (state: AppState): void => {
        const found = pick(state);
        if (found !== undefined && found !== false) resolve(found);
      };
      desk.store.watch(look);
      look(desk.store.state);
    });
  const seat: Seat = {
    desk,
    intents,
    chosenFile: null,
    clipboard: '',
    until,
    lane: () => desk.store.state.review?.lanes[0],
    ready: () => until(({ review }) => (review?.plan.kind === 'ready' ? review.plan : undefined)),
    refused: () => until(({ review }) => (review?.plan.kind === 'refused' ? review.plan.problem : undefined)),
    outcome: () => until(({ job }) => job?.outcome ?? undefined),
    planWith: async (patch) => {
      await intents.setOptions(patch);
      return desk.store.state.review?.plan;
    },
  };
  return seat;
}
