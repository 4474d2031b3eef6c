import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepPace } from '../../electron/engine/flash/pace.ts';
import { run, type RunResult } from '../../electron/run/run.ts';
import { Scope } from '../../electron/run/scope.ts';
import { type Loop, makeLoop, throttle, unthrottle } from '../lab/devices.ts';
import { jobIn } from '../lab/job.ts';

let folder: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/pace-');
  loop = makeLoop(folder, 256 * 1024 ** 2);
});
afterEach(() => {
  loop.detach();
  rmSync(folder, { recursive: true });
});

/** In percent: the bytes that it stands for come and go with memory. */
const limit = (): string => ['strict_limit', 'max_ratio'].map((name) => readFileSync(`/sys/class/bdi/${loop.number}/${name}`, 'utf8').trim()).join(' ');

it.each([
  ['is held to what it writes, and gets its limit back', false],
  ['that the running system lies on keeps its limit: it would slow down everything, and stay where we are killed', true],
])('a drive %s', async (_, isShared) => {
  const before = limit();
  {
    await using scope = new Scope();
    const { needsNudge } = await keepPace({ device: loop.number, rate: 20e6, isShared }, scope, jobIn({ folder }));
    expect(limit() === before).toBe(isShared);
    expect(needsNudge()).toBe(isShared);
  }
  expect(limit()).toBe(before);
});

const maxBytes = (): number => Number(readFileSync(`/sys/class/bdi/${loop.number}/max_bytes`, 'utf8'));
const dd = (...args: string[]): Promise<RunResult> =>
  run({ tool: 'dd', args: ['if=/dev/zero', `of=${loop.device}`, 'conv=nocreat,notrunc', 'status=none', ...args] });

it('a drive that is quick is nudged also when it waits for a slow decompressor', async () => {
  await using scope = new Scope();
  const { needsNudge } = await keepPace({ device: loop.number, rate: 600e6 }, scope, jobIn({ folder }));
  const before = maxBytes();
  expect(before).toBeGreaterThan(400e6);
  const deadline = AbortSignal.timeout(20_000);
  // Little by little, until the limit falls.
  while (maxBytes() > before / 3 && !deadline.aborted) await dd('bs=4096', 'count=1', 'oflag=direct');
  expect(maxBytes()).toBeLessThan(before / 3);
  expect(needsNudge()).toBe(true);
});

it('a drive that turns out to be slow is nudged no more', async () => {
  await using scope = new Scope();
  const { needsNudge } = await keepPace({ device: loop.number, rate: 300e6 }, scope, jobIn({ folder }));
  expect(needsNudge()).toBe(true);
  throttle(loop.number, 20e6);
  const writing = dd('bs=1M', 'count=256');
  await vi.waitFor(() => expect(needsNudge()).toBe(false), { timeout: 20_000 });
  unthrottle(loop.number);
  await writing;
});
