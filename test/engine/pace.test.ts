import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepPace } from '../../electron/engine/flash/pace.ts';
import { run } from '../../electron/run/run.ts';
import { Scope } from '../../electron/run/scope.ts';
import { type Loop, makeLoop } from '../lab/devices.ts';
import { jobIn } from '../lab/job.ts';

let folder: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/pace-');
  loop = makeLoop(folder, 64 * 1024 ** 2);
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

it('a drive that is quick is nudged also when it waits for a slow decompressor', async () => {
  await using scope = new Scope();
  const bytes = (): number => Number(readFileSync(`/sys/class/bdi/${loop.number}/max_bytes`, 'utf8'));
  const { needsNudge } = await keepPace({ device: loop.number, rate: 600e6 }, scope, jobIn({ folder }));
  const before = bytes();
  // Little by little, until the limit falls.
  while (bytes() > before / 3) await run({ tool: 'dd', args: ['if=/dev/zero', `of=${loop.device}`, 'bs=4096', 'count=1', 'oflag=direct', 'status=none'] });
  expect(needsNudge()).toBe(true);
});
