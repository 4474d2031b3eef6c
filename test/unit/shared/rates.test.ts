import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRates, MAX_SAMPLES, NO_RATES } from '../../../shared/rates.ts';

const at = (seconds: number, archive = 10, device = 20) => ({ at: seconds, archive, device });

describe('addRates', () => {
  it('keeps one sample a step, and leaves out what comes too early', () => {
    const one = addRates(NO_RATES, at(0, 1, 2));
    expect(one).toEqual({ every: 0.5, archive: [1], device: [2] });
    expect(addRates(one, at(0.25))).toBe(one);
    expect(addRates(one, at(0.5, 3, 4))).toEqual({ every: 0.5, archive: [1, 3], device: [2, 4] });
  });

  it('halves itself when it is full, and covers the same time', () => {
    let history = NO_RATES;
    for (let i = 0; i < MAX_SAMPLES; i += 1) history = addRates(history, at(i / 2, i, i));
    expect(history.archive).toHaveLength(MAX_SAMPLES);
    const next = addRates(history, at(MAX_SAMPLES / 2, 7, 7));
    expect(next.every).toBe(1);
    expect(next.archive).toHaveLength(MAX_SAMPLES / 2 + 1);
    expect(next.archive.slice(0, 2)).toEqual([1, 3]);
  });

  it('stays bounded however long a job takes, with both rates of one length', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { maxLength: 2000 }), (steps) => {
        let history = NO_RATES;
        let now = 0;
        for (const step of steps) history = addRates(history, at((now += step), 1e9 * step, step));
        expect(history.archive.length).toBeLessThanOrEqual(MAX_SAMPLES);
        expect(history.device).toHaveLength(history.archive.length);
      }),
    );
  });
});
