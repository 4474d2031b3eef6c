import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Nature, probeDrive } from '../../electron/engine/disk/probe.ts';
import { type Loop, makeLoop, sh, throttle } from '../lab/devices.ts';

const MiB = 1024 ** 2;
let folder: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync('/dev/shm/rate-');
  loop = makeLoop(folder, 32 * MiB);
  sh('dd', 'if=/dev/urandom', `of=${loop.device}`, 'bs=1M', 'count=32', 'oflag=direct', 'status=none');
});

afterEach(() => {
  loop.detach();
  rmSync(folder, { recursive: true });
});

const content = (): string => createHash('sha256').update(readFileSync(loop.file)).digest('hex');
const ask = (size = 32 * MiB, enough = Infinity): Promise<Nature> => {
  const { signal } = new AbortController();
  return probeDrive({ device: loop.device, size, folder, least: 60e6, enough, signal });
};

describe('what a drive is like', () => {
  it('is told of a fast one, and what is on it stays as it was', async () => {
    const before = content();
    const { rate = 0, operations = 0 } = await ask();
    expect(rate).toBeGreaterThan(100e6);
    expect(operations).toBeGreaterThan(1000);
    expect(content()).toBe(before);
  });

  it('is not asked for more than its rate where that is enough', async () => {
    expect(Object.keys(await ask(32 * MiB, 60e6))).toEqual(['rate']);
  });

  it('is not told of one that hardly moves, nor of one too small to look at', async () => {
    throttle(loop.number, 300_000);
    expect(await ask()).toEqual({});
    expect(await ask(MiB)).toEqual({});
  });

  it('is not the rate of a burst', async () => {
    throttle(loop.number, 20_000_000);
    expect((await ask()).rate ?? 0).toBeLessThan(60e6);
  });

  it('is not asked where somebody else has it', async () => {
    sh('mkfs.ext4', '-q', '-F', loop.device);
    sh('mount', loop.device, '/mnt');
    try {
      await expect(ask()).rejects.toMatchObject({ code: 'target-busy' });
    } finally {
      sh('umount', '/mnt');
    }
  });

  it('is an error of the drive where it does not take back what was read', async () => {
    sh('blockdev', '--setro', loop.device);
    try {
      await expect(ask()).rejects.toMatchObject({ code: 'drive-io' });
    } finally {
      // It would stay with the number of the loop device.
      sh('blockdev', '--setrw', loop.device);
    }
  });
});
