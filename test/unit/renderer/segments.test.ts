import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hueOf, nameOf, spoken, widthsOf } from '../../../renderer/parts/segments.ts';

describe('widths of a partition bar', () => {
  it('are in proportion, but what is tiny can be seen', () => {
    expect(widthsOf([1, 1, 2]).map(Math.round)).toEqual([25, 25, 50]);
    const [tiny, rest] = widthsOf([1, 1e9]);
    expect(tiny).toBeCloseTo(2);
    expect(rest).toBeCloseTo(98);
  });

  it('fill the bar, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { minLength: 1, maxLength: 200 }), (sizes) => {
        const widths = widthsOf(sizes);
        expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 6);
        expect(Math.min(...widths)).toBeGreaterThan(0);
      }),
    );
  });

  it('keep the order of the sizes', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), (a, b, c) => {
        const [first = 0, second = 0] = widthsOf([a, b, c]);
        if (a < b) expect(first).toBeLessThanOrEqual(second + 1e-9);
      }),
    );
  });
});

describe('a whole bar', () => {
  it('is said in words', () => {
    const boot = { kind: 'partition', size: 1e9, filesystem: 'vfat', label: 'BOOT', mounts: ['/boot'] } as const;
    expect(spoken([boot, { kind: 'free', size: 3e9, mounts: [] }])).toBe('BOOT vfat 1.0 GB, free 3.0 GB');
    expect(spoken([])).toBe('nothing');
  });
});

describe('a stretch', () => {
  it.each([
    ['ext4', 'ext'],
    ['vfat', 'fat'],
    ['exfat', 'ntfs'],
    ['btrfs', 'tree'],
    ['swap', 'swap'],
    ['LVM2_member', 'other'],
    [undefined, 'other'],
  ])('with %s is coloured as %s', (filesystem, hue) => {
    expect(hueOf({ kind: 'partition', size: 1, filesystem, mounts: [] })).toBe(hue);
  });

  it('is called by its label, else by its filesystem', () => {
    expect(nameOf({ kind: 'partition', size: 1, filesystem: 'ext4', label: 'root', mounts: [] })).toBe('root');
    expect(nameOf({ kind: 'partition', size: 1, filesystem: 'ext4', mounts: [] })).toBe('ext4');
    expect(nameOf({ kind: 'partition', size: 1, mounts: [] })).toBe('unknown');
  });
});
