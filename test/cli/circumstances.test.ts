import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cli, removeCopy, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Circumstances of machines that are not like a desktop. */
const MiB = 1024 ** 2;
let folder: string;
let archive: string;
const undo: (() => unknown)[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/circumstances-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 4000, bytes: 10_000_000 });
});

afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step();
  expect(leftovers()).toEqual([]);
});

afterAll(() => {
  removeCopy();
  rmSync(folder, { recursive: true, force: true });
});

function drive(bytes = 400 * MiB): Loop {
  const loop = makeLoop(folder, bytes);
  undo.push(() => loop.detach());
  return loop;
}

function mounted(device: string): string {
  const at = mkdtempSync(join(folder, 'mnt-'));
  sh('mount', device, at);
  undo.push(() => sh('umount', at));
  return at;
}

function inNamespace(script: string): string[] {
  return ['unshare', '--mount', 'sh', '-ec', `${script}; exec "$@"`, 'sh'];
}

/** Whole loop devices and what every program needs, but no partitions, and nobody makes any. */
const STATIC_DEV = `
mount -t tmpfs -o mode=755 static /mnt
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/loop-control /mnt
for node in /dev/loop*; do case $node in /dev/loop*p*|*control) ;; *) cp -a $node /mnt ;; esac; done
ln -s /proc/self/fd /mnt/fd
mkdir /mnt/shm
mount --move /mnt /dev`;

it.each(['direct', 'staged'])('a static /dev without nodes for partitions, %s', async (mode) => {
  const { device } = drive();
  sh('sh', '-c', `printf 'label: gpt\nsize=200000\n,\n' | sfdisk -q --no-tell-kernel --no-reread ${device} && partx -u ${device}`);
  const { code, stderr } = await startCli(['flash', archive, device, '--yes', '--mode', mode, '--json'], inNamespace(STATIC_DEV)).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const verified = await startCli(['verify', archive, device, '--json'], inNamespace(STATIC_DEV)).done;
  expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
});

it('a read-only /proc/sys, as in containers: a folder is filled and read back from its medium', async () => {
  const target = mkdtempSync(join(folder, 'target-'));
  const wrapper = inNamespace('mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys');
  const { code, stderr, events } = await startCli(['flash', archive, target, '--yes', '--json'], wrapper).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(events).not.toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning' }));
  expect((await startCli(['verify', archive, target], wrapper).done).code).toBe(0);
});

it.each(['direct', 'staged'])('a read-only /sys, as in containers: %s', async (mode) => {
  const { device } = drive();
  const wrapper = inNamespace('mount -o remount,bind,ro /sys');
  const { code, stderr } = await startCli(['flash', archive, device, '--yes', '--mode', mode, '--json'], wrapper).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('a read-only /sys, as in containers: an image', async () => {
  const image = join(folder, 'read-only-sys.img');
  const { code, stderr } = await startCli(['flash', archive, image, '--yes', '--json'], inNamespace('mount -o remount,bind,ro /sys')).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it.each([
  ['read-only', 'mount -t tmpfs -o ro run /run', 'it is read-only'],
  ['full', 'mount -t tmpfs -o nr_inodes=1 run /run', 'it is full'],
])('a /run that is %s', async (_, script, reason) => {
  const image = join(folder, 'never.img');
  const { code, stderr } = await startCli(['flash', archive, image, '--yes'], inNamespace(script)).done;
  expect({ code, stderr }).toEqual({
    code: 74,
    stderr: expect.stringMatching(`\ntarstrap: The root side of Tarstrap cannot make its folder in /run: ${reason}\\.\nNothing was written`),
  });
});

it.each([
  ['no /proc', 'mount -t tmpfs none /proc', '/proc is not mounted here', 'mount -t proc proc /proc'],
  ['no /sys', 'mount -t tmpfs none /sys', '/sys is not mounted here', 'mount -t sysfs sysfs /sys'],
  ['an empty /dev', 'mount -t tmpfs none /dev', '/dev/null cannot be used here', 'rm -f /dev/null && mknod -m 666 /dev/null c 1 3'],
  [
    'a file in the place of /dev/null',
    'touch /mnt/null; mount --bind /mnt/null /dev/null',
    '/dev/null cannot be used here',
    'rm -f /dev/null && mknod -m 666 /dev/null c 1 3',
  ],
  ['no /dev/loop-control', 'rm /dev/loop-control', '/dev/loop-control is missing here', 'mknod -m 660 /dev/loop-control c 10 237'],
])('%s: what is missing is said, and how it is made', async (_, script, what, command) => {
  const image = join(folder, 'never.img');
  const wrapper = inNamespace(`${STATIC_DEV}; mount -t tmpfs none /mnt; ${script}`);
  const { code, stderr } = await startCli(['flash', archive, image, '--yes'], wrapper).done;
  expect({ code, said: stderr.slice(stderr.lastIndexOf('tarstrap: ')) }).toEqual({
    code: 69,
    said: `tarstrap: ${what}, and Tarstrap needs it.\nNothing was written to the target.\nPut that right, as root, then start again: ${command}\n`,
  });
});

it('no node for the next loop device', async () => {
  const wrapper = inNamespace(`${STATIC_DEV}; rm -f /dev/loop[0-9]*`);
  const { code, stderr } = await startCli(['flash', archive, join(folder, 'never.img'), '--yes'], wrapper).done;
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: expect.stringMatching(/tarstrap: (\/dev\/loop(\d+)) is missing here[^]*: mknod -m 660 \1 b 7 \2\n$/),
  });
});

it('a limit of the size of files that root may not raise is not the fault of a filesystem', async () => {
  const wrapper = ['setpriv', '--bounding-set=-sys_resource', '--inh-caps=-sys_resource', 'sh', '-c', 'ulimit -f 1000; exec "$@"', 'sh'];
  const { code, stderr } = await startCli(['flash', archive, join(folder, 'never.img'), '--yes'], wrapper).done;
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: expect.stringMatching(/limit of file sizes is too low[^]*Nothing was written[^]*: ulimit -f unlimited\n$/),
  });
});

it('a filesystem that cannot hold so large a file', async () => {
  const { device } = drive(64 * MiB);
  // Files of 16 GiB at most (Documentation/filesystems/ext4, block mapped).
  sh('mkfs.ext4', '-q', '-b', '1024', '-O', '^extent,^64bit,^huge_file,^metadata_csum', device);
  const at = mounted(device);
  const { code, stderr } = await cli('flash', archive, join(at, 'card.img'), '--yes', '--size', '20G');
  expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/cannot hold a file of 21.5 GB[^]*Nothing was written/) });
  expect(readdirSync(at)).toEqual(['lost+found']);
});

it('a folder that others fill up while an image is made in it', async () => {
  const at = mkdtempSync(join(folder, 'small-'));
  sh('mount', '-t', 'tmpfs', '-o', 'size=60M', 'small', at);
  undo.push(() => sh('umount', at));
  const run = startCli(['flash', archive, join(at, 'card.img'), '--yes', '--json']);
  await run.event((event) => event.type === 'phase' && event.phase === 'extract');
  sh('sh', '-c', `dd if=/dev/zero of=${at}/rest bs=64k 2>/dev/null || true`);
  const { code, stderr } = await run.done;
  expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/filled up before the image was complete/) });
  expect(readdirSync(at)).toEqual(['rest']);
});

it('too few inodes in a folder are found before the first member is laid', async () => {
  const { device } = drive();
  sh('mkfs.ext4', '-q', '-N', '32', device);
  const target = join(mounted(device), 'target');
  mkdirSync(target);
  const filled = await cli('flash', archive, target, '--yes');
  expect({ code: filled.code, stderr: filled.stderr }).toEqual({
    code: 73,
    stderr: expect.stringMatching(/can take [\d\u202f]+ more files[^]*Nothing was written/),
  });
  expect(readdirSync(target)).toEqual([]);
});

it('too few inodes on a kept filesystem', async () => {
  const loop = drive();
  sh('sh', '-c', `echo 'label: gpt\n,' | sfdisk -q --no-tell-kernel --no-reread ${loop.device} && partx -u ${loop.device}`);
  sh('mkfs.ext4', '-q', '-N', '32', `${loop.device}p1`);
  const { code, stderr } = await cli('flash', archive, `${loop.device}p1`, '--yes', '--layout', 'none');
  expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/can take [\d\u202f]+ more files[^]*Nothing was written/) });
  expect(readdirSync(mounted(`${loop.device}p1`))).toEqual(['lost+found']);
});

it('a filesystem that is damaged while it is verified is the fault of the drive', async () => {
  const { device } = drive();
  expect((await cli('flash', archive, device, '--yes', '--verify', 'none')).code).toBe(0);
  sh('debugfs', '-w', '-R', 'set_inode_field /etc checksum 0', `${device}p1`);
  const { code, stderr } = await cli('verify', archive, device);
  expect({ code, stderr }).toEqual({ code: 74, stderr: expect.not.stringMatching(/did not foresee/) });
});
