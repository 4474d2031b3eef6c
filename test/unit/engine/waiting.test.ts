import { describe, expect, it } from 'vitest';
import { parseWaiting } from '../../../electron/engine/disk/waiting.ts';

describe('what waits in memory for a device', () => {
  it('is dirty and write-back bytes together', () => {
    expect(parseWaiting('BdiWriteback:               64 kB\nBdiReclaimable:           8836 kB\nBdiDirtyThresh:        4718444 kB\n')).toBe(8900 * 1024);
  });

  it.each(['', 'BdiWriteback: 64 kB\n', 'BdiReclaimable: x kB\n'])('is not known from %j', (stats) => {
    expect(parseWaiting(stats)).toBeUndefined();
  });
});
