import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { believer } from '../../../electron/engine/session/belief.ts';
import type { Report } from '../../../electron/engine/session/tools.ts';

const read = (position: number): Report => ({ position, counts: 'read' });

describe('believer', () => {
  it('believes as many as were asked for, and one at the end', () => {
    let signals = 0;
    const believes = believer({ ahead: 0, quotes: true }, { signals: () => signals, traffic: () => ({ read: 1000, written: 0 }) });
    expect([believes(read(1)), believes(read(2))]).toEqual([true, false]);
    signals = 2;
    expect([1, 2, 3].map((position) => believes(read(position)))).toEqual([true, true, false]);
  });

  it.each([
    [1000, 'read', true],
    [1010, 'read', true],
    [1011, 'read', false],
    [Infinity, 'read', false],
    [2010, 'written', true],
    [2011, 'written', false],
  ] as const)('%d bytes %s: %s', (position, counts, expected) => {
    const believes = believer({ ahead: 10, quotes: true }, { signals: () => 1, traffic: () => ({ read: 1000, written: 2000 }) });
    expect(believes({ position, counts })).toBe(expected);
  });

  it('remembers the last look at a process that is gone', () => {
    let traffic: { read: number; written: number } | undefined = { read: 1000, written: 0 };
    const believes = believer({ ahead: 0, quotes: true }, { signals: () => 9, traffic: () => traffic });
    expect(believes(read(500))).toBe(true);
    traffic = undefined;
    expect([believes(read(1001)), believes(read(1000))]).toEqual([false, true]);
  });

  it('believes everything of a program through which no stranger speaks', () => {
    const believes = believer({ ahead: 0, quotes: false }, { signals: () => 0, traffic: () => ({ read: 0, written: 0 }) });
    expect([1000, 2000].map((position) => believes(read(position)))).toEqual([true, true]);
  });

  it('is not worn out by what it does not believe', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 101, max: 10_000 })), (forged) => {
        const believes = believer({ ahead: 0, quotes: true }, { signals: () => 0, traffic: () => ({ read: 100, written: 0 }) });
        expect(forged.some((position) => believes(read(position)))).toBe(false);
        expect(believes(read(100))).toBe(true);
      }),
    );
  });
});
