import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh, throttle, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Who has a drive is named, with what frees it. What takes device-mapper or md stands in `test/unit/drives/held.test.ts`. */
const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const undo: (() => unknown)[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/holders-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 100, bytes: 10_000_000 });
});

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stick with swap on its second partition. */
function drive(): Loop {
  const loop = makeLoop(folder, 400 * MiB);
  undo.push(() => loop.detach());
  sh('sh', '-c', `printf 'label: gpt\nstart=2048,size=400000\nsize=200000\n' | sfdisk -q --no-tell-kernel --no-reread ${loop.device}`);
  sh('partx', '-u', loop.device);
  sh('mkfs.ext4', '-q', '-F', `${loop.device}p1`);
  sh('mkswap', '-q', `${loop.device}p2`);
  return loop;
}

function swapOn(device: string): void {
  sh('swapon', device);
  undo.push(() => sh('swapoff', device));
}

/** A program that mounts for itself, as containers and services with private mounts do. */
async function mountApart(device: string): Promise<{ readonly at: string; readonly pid: number | undefined }> {
  const at = mkdtempSync(join(folder, 'apart-'));
  const child = spawn('unshare', ['--mount', 'sh', '-c', 'mount "$0" "$1" && echo mounted && read -r _', device, at], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  undo.push(() => (child.stdin.end(), ended));
  await once(child.stdout, 'data');
  return { at, pid: child.pid };
}

async function insideOf(at: string): Promise<number | undefined> {
  const child = spawn('sh', ['-c', 'echo there; read -r _'], { cwd: at, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  undo.push(() => (child.stdin.end(), ended));
  await once(child.stdout, 'data');
  return child.pid;
}

interface Met {
  readonly holders: string;
  readonly free?: string;
}

describe('the whole drive is refused, and it is said who has it', () => {
  it.each<[string, (device: string) => Met | Promise<Met>]>([
    [
      'swap on a partition',
      (device) => {
        swapOn(`${device}p2`);
        return { holders: `${device}p2 is used as swap`, free: `swapoff ${device}p2` };
      },
    ],
    [
      'a loop device made of a partition',
      (device) => {
        const upper = sh('losetup', '--find', '--show', `${device}p1`).trim();
        undo.push(() => sh('losetup', '--detach', upper));
        return { holders: `${upper} is attached to ${device}p1`, free: `losetup -d ${upper}` };
      },
    ],
    [
      'a mount in another mount namespace',
      async (device) => {
        const { at, pid } = await mountApart(`${device}p1`);
        const holders = `it is mounted at ${at} in a mount namespace of its own, by sh (pid ${pid})`;
        return { holders, free: `nsenter --mount=/proc/${pid}/ns/mnt umount ${at}` };
      },
    ],
    [
      'a process that works in a folder on it',
      async (device) => {
        const at = mkdtempSync(join(folder, 'mounted-'));
        sh('mount', `${device}p1`, at);
        undo.push(() => sh('umount', at));
        return { holders: `sh (pid ${await insideOf(at)})` };
      },
    ],
  ])('%s', async (_, meet) => {
    const { device } = drive();
    const met = await meet(device);
    const { code, events } = await cli('flash', archive, device, '--yes', '--json');
    const last = events.at(-1);
    expect({ code, last }).toMatchObject({ code: 73, last: { type: 'failed', failure: { code: 'target-busy' }, drive: 'untouched' } });
    const { free, holders } = last?.type === 'failed' ? last.failure.facts : {};
    expect({ free, holders: String(holders).startsWith(met.holders) || holders }).toEqual({ free: met.free, holders: true });
  });
});

it('a stick that carries swap only is none of the system: its other partitions can be written', async () => {
  const { device } = drive();
  swapOn(`${device}p2`);
  const { code, stderr, events } = await cli('flash', archive, `${device}p1`, '--yes', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.stringify(events)).not.toMatch(/running system|fixed drive/);
});

it('a drive that is mounted where we cannot look through is not verified, and it is said where it is mounted', async () => {
  const { device } = drive();
  const { at } = await mountApart(`${device}p1`);
  const { code, stderr } = await cli('verify', archive, `${device}p1`);
  expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringContaining(`is in use: it is mounted at ${at} in a mount namespace of its own`) });
});

describe('of a drive that another run of Tarstrap writes', () => {
  /** Longer than a lock is waited for. */
  let long: string;
  beforeAll(() => {
    long = makeRootfs(mkdtempSync(join(folder, 'long-')), { files: 10, bytes: 60_000_000 });
  });

  async function beside(step: (card: Loop) => Promise<void>): Promise<void> {
    const card = makeLoop(folder, 400 * MiB);
    undo.push(() => card.detach());
    throttle(card.number, 3e6);
    try {
      const flash = startCli(['flash', long, card.device, '--yes', '--json', '--mode', 'direct']);
      await flash.event(({ type, ...rest }) => type === 'phase' && JSON.stringify(rest).includes('extract'));
      await step(card);
      unthrottle(card.number);
      expect(await flash.done).toMatchObject({ code: 0 });
    } finally {
      unthrottle(card.number);
    }
  }

  it.each([
    ['verifying it', ({ device }: Loop) => ['verify', long, device]],
    ['verifying a partition of it', ({ device }: Loop) => ['verify', long, `${device}p1`]],
    ['capturing it', ({ device }: Loop) => ['capture', device, join(folder, 'never.tar')]],
  ])('nobody is told to unmount it: %s', async (_, command) => {
    await beside(async (card) => {
      const { code, stderr } = await cli(...command(card));
      expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringContaining(`${card.device} is in use: another run of Tarstrap is at it`) });
      expect(stderr).toContain('Wait until that has ended');
    });
  });
});

it('two runs verify the same drive at once', async () => {
  const { device } = drive();
  expect(await cli('flash', archive, device, '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
  const both = await Promise.all([cli('verify', archive, device), cli('verify', archive, device)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
});
