import { describe, expect, it } from 'vitest';
import { limitFor, limitToRestore } from '../../../electron/engine/disk/bdi.ts';

const OURS = 32 * 1024 ** 2;
const KERNEL = { strict: '0', ratio: 100, bytes: 0 };

describe('the write-back limit that is put back', () => {
  it.each([
    ['the kernel’s own', { strict: '0', ratio: 100, bytes: 4878295040 }, { strict: '0', ratio: 100, bytes: 4878295040 }],
    ['an administrator’s ratio', { strict: '1', ratio: 5, bytes: 243e6 }, { strict: '1', ratio: 5, bytes: 243e6 }],
    ['an administrator’s bytes', { strict: '1', ratio: 0, bytes: 8e6 }, { strict: '1', ratio: 0, bytes: 8e6 }],
    ['ours, left by a killed engine', { strict: '1', ratio: 0, bytes: OURS - 4096 }, KERNEL],
    ['ours, as it reads when memory has been freed', { strict: '1', ratio: 0, bytes: OURS * 1.01 }, KERNEL],
    ['another of ours', { strict: '1', ratio: 0, bytes: 8 * OURS - 4096 }, KERNEL],
    ['nothing at all, which would stop all writing', { strict: '1', ratio: 0, bytes: 0 }, KERNEL],
  ])('%s', (_what, found, expected) => {
    expect(limitToRestore(found)).toEqual(expected);
  });
});

describe('the write-back limit of a drive', () => {
  it.each([
    [0, 1],
    [20e6, 1],
    [40e6, 1],
    [100e6, 2],
    [200e6, 4],
    [400e6, 8],
    [1000e6, 16],
  ])('that writes %d bytes a second is %d times 32 MiB', (rate, times) => expect(limitFor(rate)).toBe(times * OURS));

  it('is never more than a second of writing, but for the least', () => {
    for (let rate = 40e6; rate < 2e9; rate *= 1.1) expect(limitFor(rate)).toBeLessThanOrEqual(rate);
  });
});
