import { describe, expect, it, vi } from 'vitest';
import { openBridge } from '../../../build/chromium-host/world/bridge.ts';

/** Both worlds in one, on a target that stands for their window. @returns what the page sees of the api */
function expose<Api extends object>(api: Api): Api {
  const target = new EventTarget();
  let seen: unknown;
  openBridge({ target, secret: 'secret', side: 'page', accept: (_key, given) => (seen = given) });
  openBridge({ target, secret: 'secret', side: 'preload' }).expose('api', api);
  return seen as Api;
}

describe('the bridge between the two worlds of a page', () => {
  it('calls at once, with values of both ways', () => {
    expect(expose({ add: (a: number, b: number) => a + b, at: { depth: [() => 'deep'] as const } }).add(1, 2)).toBe(3);
    expect(expose({ at: { depth: [() => 'deep'] as const } }).at.depth[0]()).toBe('deep');
  });

  it('settles promises of both ways', async () => {
    const api = expose({
      later: async (text: string) => `${text}!`,
      never: () => Promise.reject(new Error('no')),
      each: (call: () => Promise<string>) => call(),
    });
    await expect(api.later('now')).resolves.toBe('now!');
    await expect(api.never()).rejects.toThrow('no');
    await expect(api.each(async () => 'page')).resolves.toBe('page');
  });

  it('throws what was thrown, by its message', () => {
    const api = expose({
      fail: () => {
        throw new RangeError('out of range');
      },
    });
    expect(() => api.fail()).toThrow(new Error('out of range'));
  });

  it('lets callbacks be called while a call is still under way', () => {
    const api = expose({ twice: (callback: (value: number) => number, value: number) => callback(callback(value)) });
    expect(api.twice((value) => value * 3, 2)).toBe(18);
  });

  it('subscribes and unsubscribes', () => {
    const listeners = new Set<(value: string) => void>();
    const api = expose({
      on: (listener: (value: string) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    });
    const hear = vi.fn<(value: string) => void>();
    const stop = api.on(hear);
    listeners.forEach((tell) => tell('one'));
    stop();
    listeners.forEach((tell) => tell('two'));
    expect(hear.mock.calls).toEqual([['one']]);
    expect(listeners.size).toBe(0);
  });

  it('gives one function for one function, so that it can be found again', () => {
    const seen: unknown[] = [];
    const api = expose({ note: (callback: () => void) => void seen.push(callback) });
    const callback = (): void => {};
    api.note(callback);
    api.note(callback);
    expect(seen[0]).toBe(seen[1]);
  });

  it('freezes what it exposes', () => {
    const api = expose({ deep: { call: () => 1 } });
    expect([api, api.deep, api.deep.call].every(Object.isFrozen)).toBe(true);
  });

  it('leaves what is no plain object to the structured clone of events', () => {
    const date = new Date(0);
    expect(expose({ same: (value: Date) => value }).same(date)).toBe(date);
  });
});
