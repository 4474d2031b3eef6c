import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatApart, formatBytes, formatDuration, formatPercent, formatRate, parseSize } from '../../../shared/format.ts';

it('sizes that read the same are told apart in bytes', () => {
  expect(formatApart(31_914_983_424, 31_914_983_423)).toEqual(['31\u202f914\u202f983\u202f424 bytes', '31\u202f914\u202f983\u202f423 bytes']);
  expect(formatApart(4e9, 2e9)).toEqual(['4.0 GB', '2.0 GB']);
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [-5, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1550, '1.6 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [31_914_983_424, '31.9 GB'],
    [2e12, '2.0 TB'],
    [5e15, '5000 TB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  const size = fc.maxSafeNat();
  const value = (text: string): number => Number(text.split(' ')[0]) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(text.split(' ')[1] ?? '');

  it('is right within a twentieth, short, and never out of order', () => {
    fc.assert(
      fc.property(size, size, (a, b) => {
        const text = formatBytes(a);
        expect(text).toMatch(/^\d{1,4}(\.\d)? (B|kB|MB|GB|TB)$/);
        expect(Math.abs(value(text) - a)).toBeLessThanOrEqual(a / 20);
        if (a <= b) expect(value(text)).toBeLessThanOrEqual(value(formatBytes(b)));
      }),
    );
  });

  it('rates are sizes a second', () => {
    expect(formatRate(25e6)).toBe('25.0 MB/s');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [-3, '0:00'],
    [42, '0:42'],
    [59.4, '0:59'],
    [59.5, '1:00'],
    [725, '12:05'],
    [3599.6, '1:00:00'],
    [3723, '1:02:03'],
    [360_000, '100:00:00'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('reads back as the same seconds', () => {
    fc.assert(
      fc.property(
        fc.nat(1e7),
        (seconds) =>
          formatDuration(seconds)
            .split(':')
            .reduce((sum, part) => sum * 60 + Number(part), 0) === seconds,
      ),
    );
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.5, '50 %'],
    [0.999, '99 %'],
    [1, '100 %'],
  ])('%d is %s', (fraction, text) => {
    expect(formatPercent(fraction)).toBe(text);
  });

  it('reads 100 % for 1 only', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (fraction) => formatPercent(fraction) !== '100 %'));
  });
});

describe('parseSize', () => {
  it.each([
    ['4096', 4096],
    ['4G', 4 * 1024 ** 3],
    ['4g', 4 * 1024 ** 3],
    ['4GiB', 4 * 1024 ** 3],
    ['4GB', 4e9],
    ['4 gb', 4e9],
    ['512MiB', 512 * 1024 ** 2],
    ['1.5K', 1536],
    ['1T', 1024 ** 4],
    ['7B', 7],
    [' 8M ', 8 * 1024 ** 2],
    ['0', 0],
    ['0.3', 0],
    ['', undefined],
    ['G', undefined],
    ['-1G', undefined],
    ['1e9', undefined],
    ['4X', undefined],
    ['4GG', undefined],
    ['.5G', undefined],
    ['1,5G', undefined],
    ['4G oops', undefined],
    ['99999999T', undefined],
    ['9'.repeat(400), undefined],
  ])('%j is %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it('gives a whole number that can be counted with, or undefined, for any text', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.KMGTiB '), maxLength: 24 }));
    fc.assert(
      fc.property(text, (any) => {
        const bytes = parseSize(any);
        expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
      }),
    );
  });

  it('reads what formatBytes wrote', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => Math.abs((parseSize(formatBytes(bytes)) ?? NaN) - bytes) <= bytes / 20 + 1));
  });
});
