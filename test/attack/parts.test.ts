import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mount } from '../../electron/engine/disk/mount.ts';
import { Scope } from '../../electron/run/scope.ts';
import { mountOptions } from '../../shared/plan/mkfs.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh, written } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Superblocks that name other drives, or ask for harm to the machine. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let disk: Loop;
/** A drive that nobody names. */
let other: Loop;
const partition = (): string => `${disk.device}p1`;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/parts-');
  archive = makeRootfs(folder, { files: 5, bytes: 50_000 });
  disk = makeLoop(folder, 600 * MiB);
  other = makeLoop(folder, 600 * MiB);
  sh('sh', '-c', `printf 'label: gpt\n,590M\n' | sfdisk -q --no-tell-kernel --no-reread ${disk.device} && partx -u ${disk.device}`);
});
afterEach(() => {
  expect(leftovers()).toEqual([]);
  sh('wipefs', '-aq', partition());
  sh('wipefs', '-aq', other.device);
});
afterAll(() => {
  for (const loop of [disk, other]) loop.detach();
  rmSync(folder, { recursive: true });
});

/** Sets `num_devices` of a superblock of btrfs to 1, with the checksum (crc32c) that it must have. */
function forgeDeviceCount(device: string): void {
  const fd = openSync(device, 'r+');
  const block = Buffer.alloc(4096);
  readSync(fd, block, 0, 4096, 65_536);
  block.writeBigUInt64LE(1n, 0x88);
  block.writeUInt32LE(crc32c(block.subarray(32)), 0);
  writeSync(fd, block, 0, 4096, 65_536);
  fsyncSync(fd);
  closeSync(fd);
}

function crc32c(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('a kept filesystem of which a part lies on a drive that nobody named', () => {
  it.each([
    [
      'ext4 with its journal there',
      () => [
        sh('mke2fs', '-q', '-b', '4096', '-O', 'journal_dev', other.device),
        sh('mkfs.ext4', '-q', '-b', '4096', '-J', `device=${other.device}`, partition()),
      ],
    ],
    ['xfs with its log there', () => sh('mkfs.xfs', '-q', '-f', '-l', `logdev=${other.device},size=64m`, partition())],
    ['xfs with its realtime files there', () => sh('mkfs.xfs', '-q', '-f', '-r', `rtdev=${other.device}`, partition())],
    ['btrfs on two devices', () => sh('mkfs.btrfs', '-q', '-f', '-d', 'raid1', '-m', 'raid1', partition(), other.device)],
  ])('is refused before it is mounted: %s', async (_, make) => {
    make();
    const before = written(other.number);
    const { code, stderr } = await cli('flash', archive, partition(), '--layout', 'none', '--yes');
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/is only a part of a filesystem: .* lies on another drive/) });
    expect(stderr).toContain('Nothing was written');
    expect(written(other.number)).toBe(before);
  });

  it('btrfs on two devices whose superblock speaks of one: what the kernel puts together counts, and nothing is written there', async () => {
    sh('mkfs.btrfs', '-q', '-f', '-d', 'raid1', '-m', 'raid1', partition(), other.device);
    forgeDeviceCount(partition());
    sh('btrfs', 'device', 'scan', other.device);
    const before = written(other.number);
    const { code, stderr } = await cli('flash', archive, partition(), '--layout', 'none', '--yes');
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/is only a part of a filesystem/) });
    expect(written(other.number)).toBe(before);
    sh('btrfs', 'device', 'scan', '--forget');
  });

  it.each([
    ['ext4', ['mkfs.ext4', '-q']],
    ['xfs', ['mkfs.xfs', '-q', '-f']],
    ['btrfs', ['mkfs.btrfs', '-q', '-f']],
  ] as const)('a whole one is taken: %s', async (_, [tool, ...args]) => {
    sh(tool, ...args, partition());
    const { code, stderr } = await cli('flash', archive, partition(), '--layout', 'none', '--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

it('an ext4 that asks for a panic of the machine when it is damaged is mounted so that it does not', async () => {
  sh('mkfs.ext4', '-q', partition());
  sh('tune2fs', '-e', 'panic', partition());
  await using scope = new Scope();
  const at = join(folder, 'mnt');
  mkdirSync(at);
  await mount({ device: partition(), at, filesystem: 'ext4', options: mountOptions('ext4', 'kept') }, scope);
  expect(
    readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.includes(at)),
  ).toContain('errors=remount-ro');
});
