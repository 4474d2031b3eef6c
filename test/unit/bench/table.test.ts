import { describe, expect, it } from 'vitest';
import { figure, formatTable } from '../../bench/table.ts';

describe('formatTable', () => {
  it('sets names to the left and figures to the right', () => {
    const rows = [
      ['by hand', '10.00'],
      ['Tarstrap', '5.00'],
    ];
    expect(formatTable(['who', 's'], rows)).toBe(['who           s', '────────  ─────', 'by hand   10.00', 'Tarstrap   5.00'].join('\n'));
  });
});

describe('figure', () => {
  it.each([
    [0.6789, '0.68'],
    [12.345, '12.35'],
    [1234.5, '1235'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ])('%s is %s', (value, expected) => expect(figure(value)).toBe(expected));
});
