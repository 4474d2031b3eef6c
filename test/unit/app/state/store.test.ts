import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../../../../electron/app/state/store.ts';
import type { AppState } from '../../../../shared/view.ts';

const EMPTY: AppState = {
  about: { version: '0', layouts: [] },
  archive: { kind: 'none' },
  drives: { known: false, drives: [], problem: null, watching: null },
  review: null,
  capture: null,
  job: null,
};
const inspecting = (position: number) => ({ kind: 'inspecting' as const, path: '/a.tar', position, size: 100 });

let sent: Partial<AppState>[];
let store: Store;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  sent = [];
  store = openStore(EMPTY, (slices) => sent.push(slices));
});
afterEach(() => vi.useRealTimers());

describe('openStore', () => {
  it('sends the first change at once, and whole slices only', () => {
    store.set('archive', inspecting(1));
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([{ archive: inspecting(1) }]);
  });

  it('sends eight times a second at most, and a few ahead, with the newest of each slice, and nothing when nothing changes', () => {
    for (let ms = 0; ms < 1000; ms += 5) {
      store.set('archive', inspecting(ms));
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(500);
    expect(sent.length).toBeLessThanOrEqual(12);
    expect(sent.length).toBeGreaterThanOrEqual(10);
    expect(sent.at(-1)).toEqual({ archive: inspecting(995) });
  });

  it('sends slices that changed together together', () => {
    store.set('archive', inspecting(1));
    store.set('review', null);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([{ archive: inspecting(1), review: null }]);
  });

  it('tells watchers of every change at once', () => {
    const seen: unknown[] = [];
    store.watch(({ archive }) => seen.push(archive));
    store.set('archive', inspecting(1));
    store.set('archive', inspecting(2));
    expect(seen).toEqual([inspecting(1), inspecting(2)]);
  });
});
