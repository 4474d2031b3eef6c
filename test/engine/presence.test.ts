import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeTarget } from '../../electron/drives/target.ts';
import { watchPresence } from '../../electron/engine/job.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { jobIn } from '../lab/job.ts';

/** The watch over a drive holds on to the medium that was looked at, whenever it begins. */

const MiB = 1024 ** 2;

let folder: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/presence-');
  loop = makeLoop(folder, 64 * MiB);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

it('an exchange between the look and the watch is noticed', async () => {
  const looked = await describeTarget(loop.device);
  const job = jobIn({ folder });
  await using _ = job.scope;
  watchPresence(looked, job);
  expect(job.gone()).toBeUndefined();
  const [file] = sh('losetup', '--noheadings', '--output', 'BACK-FILE', loop.device).trim().split('\n') as [string];
  sh('losetup', '--detach', loop.device);
  sh('losetup', loop.device, file);
  watchPresence(looked, job);
  expect(job.gone()).toMatchObject({ code: 'drive-gone', facts: { path: loop.device } });
});
