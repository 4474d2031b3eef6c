import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRateAbove } from '../../electron/engine/disk/rate.ts';
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
const ask = (size = 32 * MiB): Promise<number | undefined> =>
  writeRateAbove({ device: loop.device, size, folder, threshold: 60e6, signal: new AbortController().signal });

describe('how fast a drive is', () => {
  it('is told of a fast one, and what is on it stays as it was', async () => {
    const before = content();
    expect(await ask()).toBeGreaterThan(60e6);
    expect(content()).toBe(before);
  });

  it('is not told of a slow one, nor of one too small to look at', async () => {
    throttle(loop.number, 20_000_000);
    expect(await ask()).toBeUndefined();
    expect(await ask(MiB)).toBeUndefined();
    throttle(loop.number, 300_000);
    expect(await ask()).toBeUndefined();
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
