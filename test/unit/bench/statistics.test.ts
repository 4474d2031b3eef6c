import { describe, expect, it } from 'vitest';
import { median, pairedRatio, rotate } from '../../bench/statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 4, 1], 3],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  it('of nothing is no number', () => expect(median([])).toBeNaN());
});

describe('pairedRatio', () => {
  it('takes runs of the same round together, so that a slow minute weighs on both', () => {
    expect(pairedRatio([1, 20, 3], [2, 40, 6])).toBe(0.5);
  });

  it('leaves out a round that one of the two lacks', () => {
    expect(pairedRatio([1, undefined, 9], [2, 4, 3])).toBe(1.75);
    expect(pairedRatio([1], [])).toBeNaN();
  });
});

describe('rotate', () => {
  it('begins each round with another, and leaves nobody out', () => {
    expect([0, 1, 2, 3].map((round) => rotate(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
    expect(rotate([], 5)).toEqual([]);
  });
});
