import { mkdtempSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRate } from '../../electron/engine/disk/readRate.ts';
import { bytesRead } from '../../electron/engine/disk/sysfs.ts';
import { Meter } from '../../electron/engine/meter.ts';
import type { LaneEvent } from '../../shared/protocol.ts';
import { type Loop, makeLoop, sh, throttleReads } from '../lab/devices.ts';

/** What is read from a real device, and how fast. */

const MiB = 1024 ** 2;
let folder: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/reading-');
  loop = makeLoop(folder, 64 * MiB);
});
afterEach(() => {
  loop.detach();
  rmSync(folder, { recursive: true });
});

const read = (mebibytes: number): string => sh('dd', `if=${loop.device}`, 'of=/dev/null', 'bs=1M', 'iflag=direct', `count=${mebibytes}`, 'status=none');

it('what the drive has read tells how far a reading is, before who reads says so', () => {
  const events: LaneEvent[] = [];
  const meter = new Meter((event) => events.push(event));
  const fractions = (): number[] => events.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
  meter.start([{ phases: ['verify'], weight: 1 }]);
  read(8);
  meter.watch({ device: loop.number, deviceReads: 32 * MiB });
  meter.enter('verify');
  meter.share(0);
  read(16);
  meter.tick();
  // Somebody else reads as well: what the program says of itself holds.
  meter.share(0.6);
  meter.tick();
  read(8);
  meter.tick();
  meter.stop();
  expect(fractions()).toEqual([0, 0.5, 0.6, 0.85]);
});

it.each([5e6, 40e6])('a drive that is read at %i bytes a second is looked at for a moment only', async (rate) => {
  throttleReads(loop.number, rate);
  const before = bytesRead(loop.number);
  expect(await readRate(loop.device, 64 * MiB, AbortSignal.timeout(60_000))).toBeGreaterThan(rate * 0.7);
  expect(bytesRead(loop.number) - before).toBeLessThanOrEqual(9 * MiB);
});

it('of a drive that is smaller than a look nothing is known, or what it has', async () => {
  const tiny = makeLoop(folder, MiB);
  try {
    expect(await readRate(tiny.device, MiB, AbortSignal.timeout(60_000))).toBeGreaterThan(0);
  } finally {
    tiny.detach();
  }
});
