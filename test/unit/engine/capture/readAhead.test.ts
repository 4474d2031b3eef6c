import { expect, it } from 'vitest';
import { openWindow } from '../../../../electron/engine/capture/readAhead.ts';

const MiB = 1024 ** 2;

/** What is read ahead of a source of that many bytes a second, after a few reports of ten a second. */
function aheadOf(rate: number, reports: number): number {
  let time = 0;
  const windowAt = openWindow(() => time);
  let ahead = 0;
  for (let i = 1; i <= reports; i += 1) {
    time = i / 10;
    ahead = windowAt(rate * time);
  }
  return ahead;
}

it('what is read ahead is what tar packs in less than half a second, as far as that is enough', () => {
  expect(aheadOf(1e6, 20)).toBe(8 * MiB);
  expect(aheadOf(100e6, 20)).toBeCloseTo(40e6, -5);
  expect(aheadOf(2e9, 20)).toBe(128 * MiB);
});

it('grows within a second', () => {
  expect(aheadOf(200e6, 5)).toBeGreaterThan(60e6);
});
