import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';

/** A root filesystem that lies in a folder of the archive, as LXD packs it, is laid from there, in every way. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const loops: Loop[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/inside-');
  const tree = join(folder, 'lxd');
  for (const name of ['rootfs/etc', 'rootfs/usr/bin', 'rootfs/usr/lib', 'templates']) mkdirSync(join(tree, name), { recursive: true });
  const files = {
    'metadata.yaml': 'outside',
    'rootfs/metadata.yaml': 'inside',
    'rootfs/etc/fstab': '/dev/sda1 / ext4 defaults 0 1\n',
    'rootfs/etc/hostname': 'inner\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(tree, name), text);
  writeFileSync(join(tree, 'rootfs/usr/lib/libc.so'), Buffer.alloc(300_000, 3));
  linkSync(join(tree, 'rootfs/usr/lib/libc.so'), join(tree, 'rootfs/usr/lib/libc.so.6'));
  symlinkSync('rootfs/etc/hostname', join(tree, 'rootfs/etc/name'));
  symlinkSync('/rootfs', join(tree, 'rootfs/usr/bin/sh'));
  sh('setfattr', '-n', 'user.note', '-v', 'kept', join(tree, 'rootfs/etc/hostname'));
  sh('chmod', '0751', join(tree, 'rootfs'));
  sh('chown', '-R', '0:0', tree);
  sh('touch', '-d', '2001-02-03 04:05:06.123456789', join(tree, 'rootfs'));
  archive = join(folder, 'lxd.tar');
  sh('tar', '-C', tree, '--format=posix', '--xattrs', '-cf', archive, '.');
});

afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drive(): Loop {
  const loop = makeLoop(folder, 200 * MiB);
  loops.push(loop);
  return loop;
}

/** Every member as it is, by what find(1) tells, without the one that we amend, and its folder. */
function told(at: string): string[] {
  const ours = ['(', '-name', 'lost+found', '-o', '-name', 'fstab', ')', '-prune'];
  const folders = ['-type', 'd', '-printf', '%P d %m %U:%G\\n'];
  return sh('find', at, ...ours, '-o', ...folders, '-o', '-printf', '%P %y %m %U:%G %n %l\\n')
    .split('\n')
    .toSorted();
}

it.each<[string, readonly string[]]>([
  ['staged', ['--mode', 'staged']],
  ['directly', ['--mode', 'direct']],
  ['with btrfs, directly', ['--mode', 'direct', '--fs', 'btrfs']],
])('%s onto a drive, verified then and later', async (_, options) => {
  const { device } = drive();
  expect(await cli('flash', archive, device, '--yes', '--inside', './rootfs/', ...options)).toMatchObject({ code: 0 });
  expect(await cli('verify', archive, device, '--inside', 'rootfs')).toMatchObject({ code: 0 });
  expect(await cli('verify', archive, device)).toMatchObject({ code: 75 });
  const at = mkdtempSync(join(folder, 'at-'));
  sh('mount', '-o', 'ro', `${device}p1`, at);
  try {
    expect(told(at)).toEqual(told(join(folder, 'lxd/rootfs')));
    expect(sh('stat', '-c', '%y', at)).toMatch(/^2001-02-03 04:05:06\.123456789/);
    expect(sh('getfattr', '--absolute-names', '--only-values', '-n', 'user.note', join(at, 'etc/hostname'))).toBe('kept');
  } finally {
    sh('umount', at);
  }
});

it('into an image, and into a folder', async () => {
  const [image, target] = [join(folder, 'card.img'), mkdtempSync(join(folder, 'target-'))];
  for (const place of [image, target]) {
    expect(await cli('flash', archive, place, '--yes', '--inside', 'rootfs')).toMatchObject({ code: 0 });
    expect(await cli('verify', archive, place, '--inside', 'rootfs')).toMatchObject({ code: 0 });
  }
  expect(told(target)).toEqual(told(join(folder, 'lxd/rootfs')));
  writeFileSync(join(target, 'metadata.yaml'), 'outsid');
  expect(await cli('verify', archive, target, '--inside', 'rootfs')).toMatchObject({ code: 75, stderr: expect.stringMatching(/metadata\.yaml/) });
});

it('is told before anything is written: in words, in the plan for programs, and as notices of a job', async () => {
  const image = join(folder, 'other.img');
  const words = /lies in the folder rootfs, .*--inside rootfs/;
  expect(await cli('inspect', archive)).toMatchObject({ code: 0, stdout: expect.stringMatching(words) });
  expect(await cli('flash', archive, image, '--dry-run')).toMatchObject({ code: 0, stdout: expect.stringMatching(words) });
  expect(await cli('flash', archive, image, '--yes')).toMatchObject({ code: 0, stderr: expect.stringMatching(words) });
  const dry = await cli('flash', archive, image, '--dry-run', '--json');
  expect(JSON.parse(dry.stdout)).toMatchObject({ type: 'plan', remarks: [{ id: 'in-a-folder', tone: 'caution', folders: ['rootfs'] }, { id: 'extended' }] });
  const { events } = await cli('flash', archive, image, '--yes', '--json');
  expect(events[0]).toEqual({ type: 'notice', level: 'warning', text: expect.stringMatching(words), target: image });
  const within = await cli('flash', archive, image, '--dry-run', '--inside', 'rootfs');
  expect(within.stdout).toMatch(/^Unpack only the folder rootfs/m);
  expect(within.stdout).not.toMatch(words);
});

it.each([
  ['nowhere', 66, /There is no folder nowhere/],
  ['../rootfs', 64, /--inside takes a folder of the archive/],
  ['', 64, /--inside takes a folder/],
])('the folder %j is refused, and nothing is written', async (name, code, words) => {
  const image = join(folder, 'none.img');
  expect(await cli('flash', archive, image, '--yes', '--inside', name)).toMatchObject({ code, stderr: expect.stringMatching(words) });
  expect(sh('find', folder, '-name', '*none*')).toBe('');
});
