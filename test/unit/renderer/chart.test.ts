import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, HEIGHT, lineOf, topOf, WIDTH } from '../../../renderer/progress/chart.ts';

describe('chart of the rates', () => {
  it.each([
    [[], 1],
    [[0, 0], 1],
    [[1], 1],
    [[19.8e6, 3e6], 20e6],
    [[20.1e6], 50e6],
    [[51e6], 100e6],
    [[100e6], 100e6],
  ])('%j ends at %d', (rates, top) => {
    expect(topOf(rates)).toBe(top);
  });

  it('draws a line from edge to edge', () => {
    expect(lineOf([0, 10, 5], 10)).toBe(`M0 ${HEIGHT}L${WIDTH / 2} 0L${WIDTH} ${HEIGHT / 2}`);
    expect(areaOf([0, 10], 10)).toBe(`M0 ${HEIGHT}L${WIDTH} 0L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`);
  });

  it('draws nothing as long as there is no line', () => {
    expect([lineOf([], 1), lineOf([5], 10), areaOf([5], 10)]).toEqual(['', '', '']);
  });

  it('stays in its field', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e11, noNaN: true }), { minLength: 2, maxLength: 300 }), (rates) => {
        const numbers = (lineOf(rates, topOf(rates)).match(/[\d.]+/g) ?? []).map(Number);
        expect(numbers.every((number, i) => number >= 0 && number <= (i % 2 === 0 ? WIDTH : HEIGHT))).toBe(true);
      }),
    );
  });
});
