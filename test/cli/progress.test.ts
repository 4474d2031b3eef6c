import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { childOf, leftovers, type Loop, makeLoop, sh, throttle, unthrottle, written } from '../lab/devices.ts';
import { makeCard } from '../lab/diskImage.ts';
import { makeRootfs } from '../lab/rootfs.ts';

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/progress-');
  archive = makeRootfs(folder, { files: 4000, bytes: 250_000_000 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  loop = makeLoop(folder, 1024 * MiB);
  throttle(loop.number, 20_000_000);
});

afterEach(() => loop.detach());

describe('honest progress on a drive of 20 MB/s', () => {
  it.each(['direct', 'staged'])('%s: twice a second, never falling, 1 only at the end, within 5 points of the device', async (mode) => {
    const before = written(loop.number);
    const samples: { at: number; fraction: number; device: number }[] = [];
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', mode, '--verify', 'none', '--json']);
    // What the device itself says, at the moment at which the tick arrives.
    void run
      .event((event) => {
        if (event.type === 'progress') samples.push({ at: performance.now(), fraction: event.fraction, device: written(loop.number) - before });
        return false;
      })
      .catch(() => {});
    const result = await run.done;
    expect(result.stderr).toBe('');
    const total = written(loop.number) - before;
    const ticks = result.events.filter((event) => event.type === 'progress');

    const gaps = samples.slice(1).map((sample, i) => sample.at - (samples[i]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(500);
    expect(ticks.every((tick, i) => tick.fraction >= (ticks[i - 1]?.fraction ?? 0) && tick.fraction <= 1)).toBe(true);
    expect(ticks.slice(0, -1).every((tick) => tick.fraction < 1)).toBe(true);
    expect(ticks.at(-1)?.fraction).toBe(1);
    expect(result.events.at(-1)?.type).toBe('finished');

    // What a stage takes has not reached the drive, and does not count.
    expect(Math.abs((ticks.at(-1)?.deviceWritten ?? 0) / total - 1)).toBeLessThan(0.03);

    const errors = samples.slice(0, -1).map((sample) => (sample.fraction - sample.device / total) * 100);
    process.stdout.write(`bar error, ${mode}: ${Math.min(...errors).toFixed(1)} to ${Math.max(...errors).toFixed(1)} points over ${samples.length} ticks\n`);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(5);
    expect(leftovers()).toEqual([]);
  });
});

describe('an image that is read back, on a drive that is faster than its sums', () => {
  it('is not written before it is summed as well', async () => {
    unthrottle(loop.number);
    const image = join(folder, 'card.img');
    makeCard(image, { bytes: 64 * MiB, noise: 36 * MiB });
    truncateSync(image, 1000 * MiB);
    const before = written(loop.number);
    const run = startCli(['flash', image, loop.device, '--yes', '--verify', 'full', '--json']);
    await run.event(({ type }) => type === 'phase');
    const engine = childOf(run.child.pid as number, 'engine.js');
    const summer = await vi.waitFor(() => childOf(engine, 'dgst -sha256|b2sum'), { timeout: 10_000, interval: 5 });
    process.kill(summer, 'SIGSTOP');
    try {
      await vi.waitFor(() => expect(written(loop.number) - before).toBeGreaterThan(950 * MiB), { timeout: 60_000, interval: 20 });
      const told = await run.event((event) => event.type === 'progress' && event.deviceWritten > 950 * MiB);
      expect(told).toMatchObject({ type: 'progress', phase: 'write' });
      expect(told.type === 'progress' && told.fraction).toBeLessThan(0.2);
    } finally {
      process.kill(summer, 'SIGCONT');
    }
    expect(await run.done).toMatchObject({ code: 0, stderr: '' });
    sh('cmp', '-n', String(1000 * MiB), image, loop.device);
  });
});
