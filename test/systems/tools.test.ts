import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { makeSystems, type Release, startInside } from '../lab/systems.ts';

/** Single tools of another make, in the place of Debian's: a job works, or is refused before anything is written, and the tool is named. */

const MiB = 1024 ** 2;
const BUSYBOX = '/usr/bin/busybox';
const UUTILS = '/usr/bin/coreutils';
let folder: string;
let archive: string;
let image: string;
let loop: Loop;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/tools-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 20, bytes: MiB });
  image = join(folder, 'card.img');
  sh('mkfs.xfs', '-q', '-f', '-d', `file,name=${image},size=320m`);
  loop = makeLoop(folder, 400 * MiB);
  await makeSystems();
}, 300_000);
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

function flashWith(release: Release, tools: readonly string[], program: string) {
  return runWith(release, tools, program, [archive, loop.device, '--mode', 'staged']);
}

async function runWith(release: Release, tools: readonly string[], program: string, args: readonly string[]) {
  const replaced = Object.fromEntries(tools.map((tool) => [tool, program]));
  const run = await startInside({ release, folder, replaced }, ['flash', ...args, '--yes', '--json']);
  return run.done;
}

const signature = (): string => sh('blkid', '-p', '-o', 'value', '-s', 'TYPE', loop.device).trim();

it.each(['tar', 'cp', 'touch', 'dd', 'sync', 'cmp', 'mount', 'umount', 'losetup', 'setpriv'])(
  "busybox's %s is refused, and what is on the drive stays",
  async (tool) => {
    sh('mkfs.ext4', '-q', '-F', loop.device);
    const { code, stderr, events } = await flashWith('trixie', [tool], BUSYBOX);
    expect(stderr).toContain(tool);
    expect(stderr).toMatch(/Nothing was written/);
    expect({ code, last: events.at(-1) }).toMatchObject({ code: expect.any(Number), last: { type: 'failed', drive: 'untouched' } });
    expect(code).not.toBe(0);
    expect(signature()).toBe('ext4');
  },
);

it.each(['tar', 'cp', 'touch', 'dd', 'sync', 'cmp', 'umount'])("of busybox's %s it is said what to install", async (tool) => {
  const { code, stderr } = await flashWith('trixie', [tool], BUSYBOX);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining(`The ${tool} of this machine cannot do what this job needs.`) });
});

it.each(['dd', 'sync', 'umount'])("busybox's %s is refused for an image that is to grow, too", async (tool) => {
  sh('mkfs.ext4', '-q', '-F', loop.device);
  const { code, stderr, events } = await runWith('trixie', [tool], BUSYBOX, [image, loop.device, '--grow']);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining(`The ${tool} of this machine cannot do what this job needs.`) });
  expect(events.at(-1)).toMatchObject({ type: 'failed', drive: 'untouched' });
  expect(signature()).toBe('ext4');
});

it.each(['mkfifo', 'unshare', 'cat', 'head', 'chroot', 'blockdev'])("busybox's %s does", async (tool) => {
  expect(await flashWith('trixie', [tool], BUSYBOX)).toMatchObject({ code: 0, stderr: '' });
});

/** Those that the jobs use. */
const CORE = ['cat', 'chroot', 'cp', 'dd', 'head', 'id', 'mkfifo', 'stat', 'sync', 'touch', 'true'];

it('the uutils of sid do, all of them', async () => {
  expect(await flashWith('sid', CORE, UUTILS)).toMatchObject({ code: 0, stderr: '' });
});

it('of the uutils of Debian 13, touch is refused, which cannot read fractions of a second', async () => {
  sh('mkfs.ext4', '-q', '-F', loop.device);
  const { code, stderr } = await flashWith('trixie', CORE, UUTILS);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('The touch of this machine cannot do what this job needs.') });
  expect(signature()).toBe('ext4');
});
