import type { AppState } from '../../../shared/view.ts';

/** The one place of truth that the window draws. */
export interface Store {
  readonly state: AppState;
  readonly set: <Slice extends keyof AppState>(slice: Slice, value: AppState[Slice]) => void;
  /** Called at once, with every change. */
  readonly watch: (watcher: (state: AppState) => void) => void;
}

/** Thirty times a second at most: nobody sees more. The first change after a pause goes out at once. */
const EVERY_MS = 33;

/** @param send gets those slices that have changed since the last time */
export function openStore(initial: AppState, send: (slices: Partial<AppState>) => void): Store {
  let state = initial;
  let changed: Partial<AppState> = {};
  let sentAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const watchers: ((state: AppState) => void)[] = [];
  const flush = (): void => {
    timer = undefined;
    sentAt = performance.now();
    const slices = changed;
    changed = {};
    send(slices);
  };
  return {
    get state() {
      return state;
    },
    set(slice, value) {
      state = { ...state, [slice]: value };
      changed = { ...changed, [slice]: value };
      for (const watcher of watchers) watcher(state);
      timer ??= setTimeout(flush, Math.max(0, sentAt + EVERY_MS - performance.now()));
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
