import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, throttle, written } from '../lab/devices.ts';
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
