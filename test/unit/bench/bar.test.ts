import { describe, expect, it } from 'vitest';
import { barError, etaErrorAtHalf, type Tick } from '../../bench/bar.ts';

/** A device that writes 100 bytes a second, for ten seconds. */
function ticks(fractionAt: (share: number) => number, etaAt: (at: number) => number | null = () => null): Tick[] {
  return Array.from({ length: 11 }, (_, at) => ({ at, fraction: at === 10 ? 1 : fractionAt(at / 10), written: at * 100, eta: etaAt(at) }));
}

describe('barError', () => {
  it('is 0 where the bar is the share of the bytes', () => {
    expect(barError(ticks((share) => share))).toBeCloseTo(0);
  });

  it('is the largest distance to either side, in points', () => {
    expect(barError(ticks((share) => (share === 0.5 ? 0.46 : share)))).toBeCloseTo(4);
    expect(barError(ticks((share) => (share === 0.3 ? 0.37 : share)))).toBeCloseTo(7);
  });

  it('is measured in time where the bar keeps to that: a device that waits for the last second', () => {
    const late = ticks((share) => share).map((tick) => ({ ...tick, written: tick.at === 10 ? 1000 : 0 }));
    expect(barError(late)).toBeCloseTo(0);
  });

  it('of no ticks is 0', () => expect(barError([])).toBe(0));
});

describe('etaErrorAtHalf', () => {
  const honest = (share: number): number => share;

  it('is how much too long the time to go was said to be', () => {
    expect(
      etaErrorAtHalf(
        ticks(honest, (at) => 10 - at),
        10,
      ),
    ).toBeCloseTo(0);
    expect(
      etaErrorAtHalf(
        ticks(honest, () => 6),
        10,
      ),
    ).toBeCloseTo(0.2);
    expect(
      etaErrorAtHalf(
        ticks(honest, () => 4),
        10,
      ),
    ).toBeCloseTo(-0.2);
  });

  it('is unknown where nothing was said', () => {
    expect(etaErrorAtHalf(ticks(honest), 10)).toBeUndefined();
    expect(etaErrorAtHalf([], 10)).toBeUndefined();
  });
});
