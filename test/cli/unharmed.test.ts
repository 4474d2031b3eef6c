import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { childOf, leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { holdOpen } from '../lab/processes.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Nothing is destroyed for nothing: what stands in the way is found before the first write, and what only passes by is waited for. */
const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const undo: (() => unknown)[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/unharmed-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 200, bytes: 20_000_000 });
});

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A drive with two filesystems, known to the kernel. */
function drive(): Loop {
  const loop = makeLoop(folder, 400 * MiB);
  undo.push(() => loop.detach());
  sh('sh', '-c', `printf 'label: gpt\nstart=2048,size=200000\nsize=200000\n' | sfdisk -q --no-tell-kernel --no-reread ${loop.device}`);
  sh('partx', '-u', loop.device);
  for (const number of [1, 2]) sh('mkfs.ext4', '-q', '-F', `${loop.device}p${number}`);
  return loop;
}

function contents({ device, file }: Loop): string {
  sh('blockdev', '--flushbufs', device);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function partitionsOf({ device }: Loop): string[] {
  const name = device.replace('/dev/', '');
  return readdirSync(`/sys/block/${name}`).filter((entry) => entry.startsWith(`${name}p`));
}

function holder(device: string, flags: string, seconds?: number): ChildProcess {
  const { child, end } = holdOpen(device, flags, seconds);
  undo.push(end);
  return child;
}

describe.each(['direct', 'staged'])('%s', (mode) => {
  it.each([
    ['reads the first partition', 'p1', 'r'],
    ['reads the second partition', 'p2', 'r'],
    ['has the second partition open for writing', 'p2', 'r+'],
  ])('somebody %s: he is named, and not a byte is changed', async (_, partition, flags) => {
    const loop = drive();
    const before = contents(loop);
    const { pid } = holder(`${loop.device}${partition}`, flags);
    const { code, stderr } = await cli('flash', archive, loop.device, '--yes', '--mode', mode);
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(`is in use: sleep \\(pid ${pid}\\)[^]*Nothing was written`) });
    expect(contents(loop)).toBe(before);
    expect(partitionsOf(loop)).toHaveLength(2);
  });

  it('somebody who comes while the drive is being looked at, and goes again, is waited for', async () => {
    const loop = drive();
    holder(`${loop.device}p2`, 'r', 1.5);
    const { code, stderr } = await cli('flash', archive, loop.device, '--yes', '--mode', mode, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('probers that look at every partition all the time are no hindrance', async () => {
    const loop = drive();
    const probing = spawn('sh', ['-c', 'while :; do for p in /dev/loop*p[12]; do blkid -p "$p"; done; sleep 0.02; done'], { stdio: 'ignore', detached: true });
    const ended = once(probing, 'exit');
    undo.push(() => (process.kill(-(probing.pid as number), 'SIGKILL'), ended));
    const { code, stderr } = await cli('flash', archive, loop.device, '--yes', '--mode', mode, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

it('a stage is not filled for a drive that cannot be written then', async () => {
  const loop = drive();
  holder(`${loop.device}p1`, 'r');
  const { events } = await cli('flash', archive, loop.device, '--yes', '--mode', 'staged', '--json');
  expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'target-busy' }, drive: 'untouched' });
  expect(events).not.toContainEqual(expect.objectContaining({ type: 'phase', phase: 'extract' }));
});

it('somebody who opens a partition while the stage is filled: nothing is wiped, and the partitions are as they were', async () => {
  const loop = drive();
  const before = contents(loop);
  const run = startCli(['flash', archive, loop.device, '--yes', '--mode', 'staged', '--json']);
  await run.event((event) => event.type === 'phase' && event.phase === 'extract');
  holder(`${loop.device}p1`, 'r');
  const { events } = await run.done;
  expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'target-busy' }, drive: 'untouched' });
  expect(contents(loop)).toBe(before);
  expect(partitionsOf(loop)).toHaveLength(2);
});

it('a verified image is kept, though somebody looks at its loop device as it is detached', async () => {
  const image = join(folder, 'card.img');
  const run = startCli(['flash', archive, image, '--yes', '--json']);
  await run.event((event) => event.type === 'phase' && event.phase === 'verify');
  const looking = holder(`${loopOf('card.img')}p1`, 'r', 5);
  const { code, stderr } = await run.done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  if (looking.exitCode === null) await once(looking, 'exit');
  expect((await cli('verify', archive, image)).code).toBe(0);
  expect(sh('losetup', '--list', '--noheadings', '--output', 'BACK-FILE')).not.toContain('card.img');
});

function loopOf(name: string): string {
  const rows = sh('losetup', '--list', '--noheadings', '--output', 'NAME,BACK-FILE').split('\n');
  return rows.find((row) => row.includes(name))?.split(/\s+/)[0] ?? expect.fail(`no loop device of ${name}`);
}

describe('a drive that somebody mounts in the middle is not "done"', () => {
  it.each([
    ['direct', 'none', 'extract', []],
    ['direct', 'full', 'extract', []],
    ['staged', 'full', 'verify', ['-o', 'ro']],
    ['staged', 'full', 'verify', []],
  ])('%s, --verify %s, mounted while it is at "%s" %s', async (mode, verify, phase, options) => {
    const { device } = drive();
    const run = startCli(['flash', archive, device, '--yes', '--mode', mode, '--verify', verify, '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === phase);
    const at = mkdtempSync(join(folder, 'meanwhile-'));
    sh('mount', ...options, `${device}p1`, at);
    undo.push(() => sh('umount', at));
    const { code, events } = await run.done;
    expect({ code, last: events.at(-1) }).toMatchObject({
      code: 73,
      last: { type: 'failed', failure: { facts: { holders: `it is mounted at ${at}`, free: `umount ${at}` } } },
    });
  });
});

it('a folder that is not empty, where the archive has a file, is found before anything is unpacked', async () => {
  const target = mkdtempSync(join(folder, 'target-'));
  mkdirSync(join(target, 'etc/os-release/mine'), { recursive: true });
  const { code, stderr } = await cli('flash', archive, target, '--yes');
  const words = 'has a folder that is not empty where the archive has something else: etc/os-release.\nNothing was written';
  expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringContaining(words) });
  expect(readdirSync(target)).toEqual(['etc']);
});

describe('a folder that is being filled', () => {
  it.each(['flash', 'verify'])('is nothing for another %s', async (command) => {
    const target = mkdtempSync(join(folder, 'target-'));
    const first = startCli(['flash', archive, target, '--yes', '--json']);
    await first.event((event) => event.type === 'phase' && event.phase === 'extract');
    const engine = childOf(first.child.pid as number, 'engine.js');
    process.kill(engine, 'SIGSTOP');
    const { code, stderr } = await cli(command, archive, target, ...(command === 'flash' ? ['--yes'] : []));
    process.kill(engine, 'SIGCONT');
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringContaining(`${target} is in use: another run of Tarstrap is at it`) });
    expect(await first.done).toMatchObject({ code: 0, stderr: '' });
  });

  it('is free again when whoever filled it was killed', async () => {
    const target = mkdtempSync(join(folder, 'target-'));
    const first = startCli(['flash', archive, target, '--yes', '--json']);
    await first.event((event) => event.type === 'phase' && event.phase === 'extract');
    process.kill(childOf(first.child.pid as number, 'engine.js'), 'SIGKILL');
    await first.done;
    expect((await cli('flash', archive, target, '--yes')).code).toBe(0);
  });
});
