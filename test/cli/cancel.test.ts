import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { childOf, engines, leftovers, looksBootable, type Loop, makeLoop, sh, throttle, untilQuiet } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { tarHeader } from '../lab/tarHeader.ts';

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/cancel-');
  archive = makeRootfs(folder, { files: 300, bytes: 60_000_000 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  loop = makeLoop(folder, 512 * MiB);
  throttle(loop.number, 15_000_000);
});

afterEach(() => loop.detach());

const PHASES = [
  ['direct', 'prepare'],
  ['direct', 'extract'],
  ['direct', 'flush'],
  ['staged', 'extract'],
  ['staged', 'write'],
] as const;

describe('cancelling in every phase', () => {
  it.each(PHASES.flatMap(([mode, phase]) => (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, mode, phase] as const)))(
    '%s, %s, in phase %s: exit 130, nothing left, drive not bootable',
    async (signal, mode, phase) => {
      const run = startCli(['flash', archive, loop.device, '--yes', '--mode', mode, '--json']);
      await run.event((event) => event.type === 'phase' && event.phase === phase);
      run.child.kill(signal);
      const result = await run.done;
      const last = result.events.at(-1);
      expect({ code: result.code, last, stderr: result.stderr }).toMatchObject({ code: 130, last: { type: 'cancelled' } });
      expect(result.stderr).toMatch(/Cancelled/);
      await untilQuiet();
      expect(leftovers()).toEqual([]);
      if (last?.type === 'cancelled' && last.drive === 'incomplete') expect(looksBootable(loop)).toBe(false);
      else expect(last).toMatchObject({ drive: phase === 'prepare' || mode === 'staged' ? 'untouched' : 'incomplete' });
    },
  );

  it.each(['direct', 'staged'])('in the verification, %s: the drive was written, and that is said', async (mode) => {
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', mode, '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === 'verify');
    run.child.kill('SIGINT');
    const result = await run.done;
    // A verification of so little may be over before the signal is heard; then the job is simply done.
    if (result.code !== 0) expect(result).toMatchObject({ code: 130, stderr: expect.stringMatching(/written completely/) });
    await untilQuiet();
    expect(leftovers()).toEqual([]);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('%s while a filesystem is made: mkfs ends, too', async (signal) => {
    throttle(loop.number, 300_000);
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', 'direct', '--json']);
    const engine = await vi.waitFor(() => childOf(run.child.pid as number, 'engine.js'), { timeout: 10_000, interval: 5 });
    await vi.waitFor(() => childOf(engine, 'mkfs.ext4'), { timeout: 10_000, interval: 5 });
    run.child.kill(signal);
    const { events } = await run.done;
    if (signal === 'SIGINT') expect(events.at(-1)).toEqual({ type: 'cancelled', drive: 'incomplete', target: loop.device });
    await untilQuiet();
    expect(leftovers()).toEqual([]);
    expect(looksBootable(loop)).toBe(false);
  });

  it.each(PHASES)('SIGKILL of the terminal, %s, in phase %s: the engine cleans up by itself', async (mode, phase) => {
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', mode, '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === phase);
    run.child.kill('SIGKILL');
    await run.done;
    await untilQuiet();
    expect(leftovers()).toEqual([]);
    expect(looksBootable(loop)).toBe(false);
  });

  it('SIGKILL of the engine: the terminal says so, tar ends with it, nothing stays mounted', async () => {
    const run = startCli(['flash', archive, loop.device, '--yes', '--mode', 'direct', '--json']);
    await run.event((event) => event.type === 'progress' && event.phase === 'extract' && event.deviceWritten > 5_000_000);
    process.kill(childOf(run.child.pid as number, 'engine.js'), 'SIGKILL');
    const result = await run.done;
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/root side of Tarstrap ended unexpectedly/) });
    await untilQuiet();
    expect(engines()).toEqual([]);
    expect(sh('sh', '-c', `grep -c ${loop.device} /proc/mounts || true`).trim()).toBe('0');
    for (const name of leftovers()) rmSync(name, { recursive: true });
  });
});

it('a plain archive whose server is gone: a cancel ends the job all the same, and the engine with it', async () => {
  const [tree, image, at] = ['tree', 'tree.squashfs', 'remote'].map((name) => join(folder, name)) as [string, string, string];
  for (const made of [tree, at]) mkdirSync(made);
  const archive = join(tree, 'large.tar');
  // So many members take our own reader seconds; what they hold takes no room.
  const members = 130_000;
  const file = openSync(archive, 'w');
  for (let i = 0; i < members; i += 1) writeSync(file, tarHeader({ name: `${i}`, size: 4096 }), 0, 512, i * (4096 + 512));
  ftruncateSync(file, members * (4096 + 512) + 1024);
  closeSync(file);
  sh('mksquashfs', tree, image, '-quiet', '-no-progress');
  const large = makeLoop(folder, 2048 * MiB);
  const server = spawn('squashfuse', ['-f', image, at], { stdio: 'ignore' });
  try {
    await vi.waitFor(() => expect(sh('findmnt', '--noheadings', '--output', 'FSTYPE', '--target', at)).toContain('squashfuse'), { timeout: 10_000 });
    const run = startCli(['flash', join(at, 'large.tar'), large.device, '--yes', '--mode', 'direct', '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    const engine = childOf(run.child.pid as number, 'engine.js');
    await vi.waitFor(() => childOf(engine, 'tar'), { timeout: 10_000, interval: 5 });
    server.kill('SIGSTOP');
    run.child.kill('SIGINT');
    expect(await run.done).toMatchObject({ code: 130, stderr: expect.stringMatching(/Cancelled/) });
    await untilQuiet();
    expect(leftovers()).toEqual([]);
  } finally {
    server.kill('SIGCONT');
    sh('umount', at);
    large.detach();
  }
});
