import type { AppState } from '../../../shared/view.ts';

/** The one place of truth that the window draws. */
export interface Store {
  readonly state: AppState;
  readonly set: <Slice extends keyof AppState>(slice: Slice, value: AppState[Slice]) => void;
  /** Called at once, with every change. */
  readonly watch: (watcher: (state: AppState) => void) => void;
}

/** Eight times a second as long as something changes all the time; the first few after a pause sooner, one after the other. */
const PACE = { everyMs: 125, apartMs: 33, ahead: 3 } as const;

/** @param send gets those slices that have changed since the last time */
export function openStore(initial: AppState, send: (slices: Partial<AppState>) => void): Store {
  let state = initial;
  let changed: Partial<AppState> = {};
  let sentAt = -Infinity;
  /** How many may go out ahead of their time, as it was when the last one went. */
  let credit: number = PACE.ahead;
  let timer: NodeJS.Timeout | undefined;
  const watchers: ((state: AppState) => void)[] = [];
  const creditNow = (): number => Math.min(PACE.ahead, credit + (performance.now() - sentAt) / PACE.everyMs);
  const delay = (): number => Math.max(0, sentAt + PACE.apartMs - performance.now(), (1 - creditNow()) * PACE.everyMs);
  const flush = (): void => {
    timer = undefined;
    credit = creditNow() - 1;
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
      timer ??= setTimeout(flush, delay());
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
