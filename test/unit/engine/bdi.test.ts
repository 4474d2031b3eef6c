import { describe, expect, it } from 'vitest';
import { limitToRestore } from '../../../electron/engine/disk/bdi.ts';

const OURS = 32 * 1024 ** 2;
const KERNEL = { strict: '0', ratio: 100, bytes: 0 };

describe('the write-back limit that is put back', () => {
  it.each([
    ['the kernel’s own', { strict: '0', ratio: 100, bytes: 4878295040 }, { strict: '0', ratio: 100, bytes: 4878295040 }],
    ['an administrator’s ratio', { strict: '1', ratio: 5, bytes: 243e6 }, { strict: '1', ratio: 5, bytes: 243e6 }],
    ['an administrator’s bytes', { strict: '1', ratio: 0, bytes: 8e6 }, { strict: '1', ratio: 0, bytes: 8e6 }],
    ['ours, left by a killed engine', { strict: '1', ratio: 0, bytes: OURS - 4096 }, KERNEL],
    ['nothing at all, which would stop all writing', { strict: '1', ratio: 0, bytes: 0 }, KERNEL],
  ])('%s', (_what, found, expected) => {
    expect(limitToRestore(found, OURS)).toEqual(expected);
  });
});
