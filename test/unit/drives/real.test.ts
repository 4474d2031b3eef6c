import { closeSync, mkdirSync, openSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../../electron/run/scope.ts';
import { start } from '../../../electron/run/spawn.ts';
import { holdersOf } from '../../../electron/drives/holders.ts';
import { protectedReason } from '../../../electron/drives/safety.ts';
import { takeSnapshot } from '../../../electron/drives/snapshot.ts';
import { describeTarget } from '../../../electron/drives/target.ts';
import { type Loop, makeLoop, sh } from '../../lab/devices.ts';
import { makeFolder } from '../folder.ts';

/** Real loop devices of our own. Each test's scope puts away what it made, in reverse order, also when it fails. */
const MiB = 1024 ** 2;

let scope: Scope;
let folder: string;
beforeEach(() => {
  scope = new Scope();
  const made = makeFolder();
  folder = made.path;
  scope.defer('the folder', () => made[Symbol.dispose]());
});
afterEach(() => scope[Symbol.asyncDispose]());

function loop(bytes = 64 * MiB, options: readonly string[] = []): Loop {
  const made = makeLoop(folder, bytes, options);
  scope.defer(made.device, made.detach);
  return made;
}

function mounted(name: string, source: string, ...options: readonly string[]): string {
  const at = `${folder}/${name}`;
  mkdirSync(at, { recursive: true });
  sh('mount', ...options, source, at);
  scope.defer(at, () => sh('umount', at));
  return at;
}

const refused = (code: string, facts: Readonly<Record<string, unknown>> = {}) => expect.objectContaining({ code, facts: expect.objectContaining(facts) });

describe('devices', () => {
  it.each(['ext4', 'btrfs'])('what holds the archive is protected: %s', async (filesystem) => {
    const { device } = loop(128 * MiB);
    sh(`mkfs.${filesystem}`, '-q', device);
    const archivePath = `${mounted('stick', device)}/root.tar`;
    writeFileSync(archivePath, 'x');
    symlinkSync(archivePath, `${folder}/archive`);
    expect(await describeTarget(device)).not.toHaveProperty('protectedBy');
    expect(await describeTarget(device, { archivePath })).toMatchObject({ protectedBy: 'the archive lies on it' });
    expect(await describeTarget(device, { archivePath: `${folder}/archive` })).toMatchObject({ protectedBy: 'the archive lies on it' });
  });

  it('both disks of btrfs show its mount, and hold the archive', async () => {
    const [one, two] = [loop(128 * MiB), loop(128 * MiB)];
    sh('mkfs.btrfs', '-q', one.device, two.device);
    sh('btrfs', 'device', 'scan', one.device, two.device);
    scope.defer('btrfs', () => sh('btrfs', 'device', 'scan', '--forget', one.device, two.device));
    const at = mounted('both', one.device);
    const archivePath = `${at}/root.tar`;
    writeFileSync(archivePath, 'x');
    for (const { device } of [one, two]) {
      expect(await describeTarget(device, { archivePath })).toMatchObject({ mounts: [at], protectedBy: 'the archive lies on it' });
    }
  });

  it("a user's FUSE mount that calls itself a drive is not on it: nobody unmounts it, or /boot in its place", async () => {
    const { device } = loop();
    const squash = `${folder}/squash`;
    mkdirSync(`${folder}/empty`);
    sh('mksquashfs', `${folder}/empty`, squash, '-quiet', '-no-progress');
    const at = `${folder}/liar`;
    mkdirSync(at);
    sh('squashfuse', '-o', `fsname=${device}`, squash, at);
    scope.defer(at, () => sh('umount', at));
    expect(sh('findmnt', '--noheadings', '--output', 'FSTYPE,SOURCE', at).trim().split(/\s+/)).toEqual(['fuse', device]);
    expect(await describeTarget(device)).toMatchObject({ mounts: [] });
  });

  it.each(['/dev/disk/by-id/no-such-drive', '/dev/mapper/no-such-volume'])('%s is missing', async (path) => {
    await expect(describeTarget(path)).rejects.toEqual(refused('target-missing'));
  });
});

/** This machine may have udev or not: what it does not tell is asked of the devices. */
describe('what is to be mounted', () => {
  const WORDS = 'it is set up as swap of the running system';

  it.each(['UUID', 'LABEL'] as const)('swap that is off, known by its %s, is protected', async (tag) => {
    const { device, number } = loop();
    sh('mkswap', '--quiet', '--label', 'spare swap', device);
    const value = tag === 'UUID' ? sh('blkid', '--probe', '--match-tag', 'UUID', '--output', 'value', device).trim().toUpperCase() : 'spare\\040swap';
    const reason = async (fstab: string) => protectedReason(await takeSnapshot({ fstab }), number);
    expect(await reason(`${tag}=${value} none swap sw 0 0`)).toBe(WORDS);
    expect(await reason(`${tag}=${value}x none swap sw 0 0`)).toBeUndefined();
    expect(await reason(`${device} none swap sw 0 0`)).toBe(WORDS);
  });

  it('a partition for loaders beside the system is protected, though nothing mounts it; elsewhere it is free', async () => {
    const { device } = loop();
    const table = `label: gpt\nstart=2048, size=20480, type=c12a7328-f81f-11d2-ba4b-00a0c93ec93b\nstart=22528, size=20480\nstart=43008, size=20480`;
    sh('sh', '-c', `echo '${table}' | sfdisk -q --no-tell-kernel --no-reread ${device}`);
    sh('partx', '-u', device);
    scope.defer('the partitions', () => sh('partx', '-d', device));
    expect(await describeTarget(`${device}p1`)).not.toHaveProperty('protectedBy');
    sh('mkfs.ext4', '-q', `${device}p2`);
    // A place of the system that no system has.
    const at = `/home/tarstrap-test-${process.pid}`;
    mkdirSync(at);
    scope.defer('its home', () => rmdirSync(at));
    sh('mount', `${device}p2`, at);
    scope.defer(at, () => sh('umount', at));
    expect(await describeTarget(`${device}p1`)).toMatchObject({ protectedBy: 'it holds the boot loader of the running system' });
    expect(await describeTarget(`${device}p2`)).toMatchObject({ protectedBy: `it holds the running system (${at})` });
    expect(await describeTarget(`${device}p3`)).not.toHaveProperty('protectedBy');
  });
});

describe('folders', () => {
  it('one of btrfs, of which stat knows no mount, read-only', async () => {
    const { device } = loop(128 * MiB);
    sh('mkfs.btrfs', '-q', device);
    const at = mounted('ro', device, '-oro');
    expect(await describeTarget(at)).toMatchObject({ kind: 'directory', filesystem: 'btrfs', readOnly: true, live: true });
    sh('mount', '-o', 'remount,bind,ro,nosuid,nodev', at);
    expect(await describeTarget(at)).not.toHaveProperty('live');
    expect(await describeTarget(`${at}/x.img`)).toMatchObject({ kind: 'image', readOnly: true });
  });

  it.each(['/sbin', '/lib', '/boot', '/dev', '/proc', '/sys', '/run', '/var', '/home', '/root', '/usr/../etc/'])('%s is protected', async (path) => {
    expect(await describeTarget(path)).toMatchObject({ kind: 'directory', protectedBy: 'it is a folder of the running system' });
  });
});

describe('images', () => {
  it('a file that was left among the devices is none', async () => {
    const path = `/dev/tarstrap-test-${process.pid}`;
    scope.defer(path, () => rmSync(path, { force: true }));
    writeFileSync(path, '');
    await expect(describeTarget(path)).rejects.toEqual(refused('target-unsuitable'));
  });

  it.each(['fifo', 'socket'])('neither is a %s', async (kind) => {
    const path = `${folder}/${kind}`;
    if (kind === 'fifo') sh('mkfifo', path);
    else await listenAt(path);
    await expect(describeTarget(path)).rejects.toEqual(refused('target-unsuitable', { what: 'neither a drive nor a file' }));
  });
});

async function listenAt(path: string): Promise<void> {
  const server = createServer();
  scope.defer(path, () => server.close());
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

describe('holders', () => {
  async function holder(cwd: string): Promise<string> {
    const running = await start({ tool: 'sleep', args: ['60'], cwd });
    running.stderr.resume();
    scope.defer('sleep', async () => {
      running.child.kill('SIGKILL');
      await running.exit;
    });
    return `sleep (pid ${running.pid})`;
  }

  it('a process with its working folder on the mount, by mount point and by device', async () => {
    const { device } = loop();
    sh('mkfs.ext4', '-q', device);
    const at = mounted('held', device);
    expect(holdersOf(at)).toEqual([]);
    const held = await holder(at);
    expect(holdersOf(at)).toEqual([held]);
    expect(holdersOf(device)).toEqual([held]);
    expect(holdersOf(loop().device)).toEqual([]);
  });

  it('a process that has the device open', async () => {
    const { device } = loop();
    const fd = openSync(device, 'r');
    const running = await start({ tool: 'sleep', args: ['60'], stdin: fd }).finally(() => closeSync(fd));
    scope.defer('sleep', () => running.child.kill('SIGKILL'));
    expect(holdersOf(device)).toEqual([`sleep (pid ${running.pid})`]);
  });

  it('five at most', async () => {
    const { device } = loop();
    sh('mkfs.ext4', '-q', device);
    const at = mounted('crowd', device);
    for (let i = 0; i < 6; i += 1) await holder(at);
    expect(holdersOf(at)).toHaveLength(5);
  });

  it('nobody where there is nothing', () => expect(holdersOf('/no/such/place')).toEqual([]));
});
