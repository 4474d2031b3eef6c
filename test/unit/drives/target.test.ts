import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeTarget } from '../../../electron/drives/target.ts';
import { targetFacts } from '../../../shared/targetFacts.ts';
import { type Loop, makeLoop, sh } from '../../lab/devices.ts';

const MiB = 1024 ** 2;
const PART = 15 * MiB;
let folder: string;
const undo: (() => void)[] = [];

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/drives-');
});

/** In reverse, all of them, and then the first failure. */
afterEach(() => {
  const failures = undo
    .splice(0)
    .toReversed()
    .flatMap((step) => {
      try {
        step();
        return [];
      } catch (error) {
        return [error];
      }
    });
  if (failures.length > 0) throw failures[0];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drive(bytes = 32 * MiB, options: readonly string[] = []): Loop {
  const loop = makeLoop(folder, bytes, options);
  undo.push(() => loop.detach());
  return loop;
}

/** One ext4 partition of 15 MiB from 1 MiB on; this kernel reads no tables, partx tells it. */
function partitioned(): Loop & { readonly partition: string } {
  const loop = drive();
  sh('sh', '-c', `echo 'label: gpt\nstart=2048, size=30720' | sfdisk -q --no-tell-kernel --no-reread ${loop.device}`);
  sh('partx', '-u', loop.device);
  undo.push(() => sh('partx', '-d', loop.device));
  sh('mkfs.ext4', '-q', '-L', 'my label', `${loop.device}p1`);
  return { ...loop, partition: `${loop.device}p1` };
}

function mounted(device: string, name: string, ...options: readonly string[]): string {
  const at = join(folder, name);
  mkdirSync(at);
  sh('mount', ...options, device, at);
  undo.push(() => sh('umount', at));
  return at;
}

function file(name: string, text = 'x'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  undo.push(() => rmSync(path, { force: true }));
  return path;
}

function systemDisk(): string {
  const source = sh('findmnt', '-no', 'SOURCE', '/').trim();
  return (
    sh('lsblk', '-nrspo', 'NAME,TYPE', source)
      .split('\n')
      .flatMap((row) => (row.endsWith(' disk') ? (row.split(' ')[0] ?? []) : []))[0] ?? source
  );
}

describe('describeTarget', () => {
  it('a disk', async () => {
    const { device, number } = drive();
    const facts = await describeTarget(device);
    expect(facts).toMatchObject({ kind: 'disk', path: device, size: 32 * MiB, sectorSize: 512, device: number, bus: 'loop' });
    expect(facts).toMatchObject({ removable: true, readOnly: false, mounts: [] });
    expect(facts).not.toHaveProperty('protectedBy');
    expect(targetFacts.parse(facts)).toEqual(facts);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('a disk of large sectors', async () => {
    expect(await describeTarget(drive(32 * MiB, ['--sector-size', '4096']).device)).toMatchObject({ sectorSize: 4096, size: 32 * MiB });
  });

  it('a partition, with its filesystem and the number of its medium', async () => {
    const { device, partition } = partitioned();
    const facts = await describeTarget(partition);
    expect(facts).toMatchObject({ kind: 'partition', path: partition, size: PART, filesystem: 'ext4', bus: 'loop', removable: true, mounts: [] });
    expect(facts.diskseq).toBe((await describeTarget(device)).diskseq);
    expect(facts.device).toBe(sh('lsblk', '-dnro', 'MAJ:MIN', partition).trim());
    expect(facts.protectedBy).toBeUndefined();
    expect(facts).not.toHaveProperty('besideSystem');
    expect(targetFacts.parse(facts)).toEqual(facts);
  });

  it('a partition beside the archive: the disk is not to be changed', async () => {
    const { device, partition } = partitioned();
    sh('sh', '-c', `echo 'start=32768, size=8192' | sfdisk -q --append --no-tell-kernel --no-reread ${device}`);
    sh('partx', '-u', device);
    const archivePath = join(mounted(partition, 'beside'), 'root.tar');
    writeFileSync(archivePath, '');
    const facts = await describeTarget(`${device}p2`, { archivePath });
    expect(facts).toMatchObject({ kind: 'partition', besideSystem: true, removable: false });
    expect(facts).not.toHaveProperty('protectedBy');
    expect(targetFacts.parse(facts)).toEqual(facts);
    expect(await describeTarget(device, { archivePath })).not.toHaveProperty('besideSystem');
  });

  it('shows the mounts of a partition on it and on its disk, the innermost first', async () => {
    const { device, partition } = partitioned();
    const outer = mounted(partition, 'größe und\nraum');
    mkdirSync(join(outer, 'sub'));
    const bound = mounted(join(outer, 'sub'), 'no\u00A0break', '--bind');
    for (const path of [device, partition]) expect((await describeTarget(path)).mounts).toEqual([bound, outer]);
    expect((await describeTarget(device)).protectedBy).toBeUndefined();
  });

  it('protects the partition and the disk with the archive, by any name of it', async () => {
    const { device, partition } = partitioned();
    const archivePath = join(mounted(partition, 'mnt'), 'root.tar');
    writeFileSync(archivePath, '');
    const link = join(folder, 'link.tar');
    symlinkSync(archivePath, link);
    undo.push(() => rmSync(link));
    for (const path of [device, partition]) {
      for (const archive of [archivePath, link]) expect((await describeTarget(path, { archivePath: archive })).protectedBy).toBe('the archive lies on it');
      expect((await describeTarget(path, { archivePath: file('elsewhere.tar') })).protectedBy).toBeUndefined();
    }
  });

  it('a read-only disk', async () => {
    expect(await describeTarget(drive(MiB, ['--read-only']).device)).toMatchObject({ kind: 'disk', readOnly: true });
  });

  it('a directory', async () => {
    const { partition } = partitioned();
    const at = mounted(partition, 'directory');
    const facts = await describeTarget(`${at}/.//`);
    expect(facts).toMatchObject({ kind: 'directory', path: at, filesystem: 'ext4', live: true, readOnly: false, removable: true, mounts: [] });
    expect(facts.device).toBe(sh('lsblk', '-dnro', 'MAJ:MIN', partition).trim());
    expect(facts.size).toBeGreaterThan(8 * MiB);
    expect(facts.size).toBeLessThan(PART);
    expect(facts.freeInodes).toBe(Number(sh('stat', '-f', '-c', '%d', at)));
    sh('mount', '-o', 'remount,ro', at);
    expect((await describeTarget(at)).readOnly).toBe(true);
    await expect(describeTarget(join(at, 'new.img'))).resolves.toMatchObject({ kind: 'image', readOnly: true });
  });

  it('a directory on a mount as desktops make them, until another mount of it is less careful', async () => {
    const { partition } = partitioned();
    const at = mounted(partition, 'card', '-o', 'nosuid,nodev');
    const facts = await describeTarget(at);
    expect(facts).not.toHaveProperty('live');
    expect(targetFacts.parse(facts)).toEqual(facts);
    mounted(partition, 'root-program');
    expect(await describeTarget(at)).toMatchObject({ live: true });
  });

  it('a new image', async () => {
    const path = join(folder, 'new.img');
    expect(await describeTarget(path)).toMatchObject({ kind: 'image', path, size: 0, sectorSize: 512, readOnly: false, mounts: [] });
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('a new image in a folder by another name', async () => {
    const link = join(folder, 'folder-link');
    symlinkSync(folder, link);
    undo.push(() => rmSync(link));
    expect(await describeTarget(join(link, 'new.img'))).toMatchObject({ kind: 'image', path: join(folder, 'new.img') });
  });

  it('an existing image', async () => {
    const path = file('old.img', '12345');
    const facts = await describeTarget(path, { archivePath: file('other.tar') });
    expect(facts).toMatchObject({ kind: 'image', path, size: 5 });
    expect(facts.protectedBy).toBeUndefined();
  });

  it('the archive itself, by any name', async () => {
    const archivePath = file('root.tar');
    const hard = join(folder, 'hard.tar');
    const soft = join(folder, 'soft.tar');
    sh('ln', archivePath, hard);
    sh('ln', '-s', archivePath, soft);
    undo.push(
      () => rmSync(hard),
      () => rmSync(soft),
    );
    for (const path of [archivePath, hard, soft]) expect((await describeTarget(path, { archivePath })).protectedBy).toBe('it is the archive itself');
  });

  it('an image that is attached, by any name', async () => {
    const loop = drive();
    const hard = join(folder, 'hard.img');
    sh('ln', loop.file, hard);
    undo.push(() => rmSync(hard));
    for (const path of [loop.file, hard]) {
      await expect(describeTarget(path)).rejects.toMatchObject({ code: 'target-busy', facts: { holders: `it is attached as ${loop.device}` } });
    }
  });

  it('a symlink to a device is the device', async () => {
    const { device } = drive();
    const link = join(folder, 'by-id');
    symlinkSync(device, link);
    undo.push(() => rmSync(link));
    expect(await describeTarget(link)).toMatchObject({ kind: 'disk', path: device });
  });

  it('a loop device whose file lies on the system disk is free; the system disk is not', async () => {
    expect((await describeTarget(drive().device)).protectedBy).toBeUndefined();
    expect((await describeTarget(systemDisk())).protectedBy).toBe('it holds the running system (/)');
  });

  it.each(['/', '/usr', '/etc', '/home', '/var/', '/bin', '/proc', '//', '/etc/cron.d', '/usr/lib', '/usr/local/share'])('%s is protected', async (path) => {
    expect(await describeTarget(path)).toMatchObject({ kind: 'directory', protectedBy: 'it is a folder of the running system' });
  });

  it('a folder in /var, /home or /tmp is not, but / by another name is', async () => {
    expect((await describeTarget(folder)).protectedBy).toBeUndefined();
    expect((await describeTarget(mounted('/', 'root-again', '--bind'))).protectedBy).toBe('it is a folder of the running system');
  });

  it.each([
    ['a missing device', 'target-missing', '/dev/missing'],
    ['a missing parent', 'target-missing', '/nowhere/at/all.img'],
    ['a file as parent', 'target-missing', '/etc/passwd/new.img'],
    ['a character device', 'target-unsuitable', '/dev/null'],
    ['a name too long to be one', 'target-unseen', `/tmp/${'x'.repeat(300)}`],
  ])('%s: %s', async (_, code, path) => {
    await expect(describeTarget(path)).rejects.toMatchObject({ code, detail: undefined });
  });

  it.each([
    ['a symlink to nothing', 'target-missing', (path: string) => symlinkSync('/nowhere', path)],
    ['a symlink to itself', 'target-unseen', (path: string) => symlinkSync(path, path)],
    ['a FIFO', 'target-unsuitable', (path: string) => void sh('mkfifo', path)],
  ])('%s: %s', async (_, code, make) => {
    const path = join(folder, 'odd');
    make(path);
    undo.push(() => rmSync(path));
    await expect(describeTarget(path)).rejects.toMatchObject({ code, detail: undefined });
  });

  it('what cannot be looked at is no new image', async () => {
    const { partition } = partitioned();
    const at = mounted(partition, 'damaged');
    mkdirSync(join(at, 'sub'));
    sh('umount', at);
    // Its inode without a checksum that fits: looking at it ends in EBADMSG or EUCLEAN.
    sh('debugfs', '-w', '-R', 'set_inode_field sub checksum 0', partition);
    sh('mount', partition, at);
    await expect(describeTarget(join(at, 'sub'))).rejects.toMatchObject({
      code: 'target-unseen',
      facts: { reason: 'the filesystem that it lies on is damaged' },
    });
  });

  it('a drive without a medium', async () => {
    const loop = drive();
    sh('losetup', '--detach', loop.device);
    await expect(describeTarget(loop.device)).rejects.toMatchObject({ code: 'target-unsuitable' });
  });
});
