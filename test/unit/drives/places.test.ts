import { describe, expect, it } from 'vitest';
import { isShown } from '../../../electron/drives/list.ts';
import { parseMountinfo } from '../../../electron/drives/mountinfo.ts';
import { devicesOfMount, isWithin, mountOf } from '../../../electron/drives/places.ts';
import { device } from './machine.ts';

it.each([
  ['/dev/sda', '/dev', true],
  ['/dev', '/dev', true],
  ['/device', '/dev', false],
  ['/x', '/', true],
  ['/', '/', true],
])('%s within %s: %s', (path, folder, expected) => expect(isWithin(path, folder)).toBe(expected));

const MOUNTS = parseMountinfo(`\
24 1 8:1 / / rw - ext4 /dev/sda1 rw
25 24 0:40 / /data rw - btrfs /dev/none1 rw
26 24 8:17 / /database rw - ext4 /dev/sdb1 rw
27 25 8:33 / /data/in rw - ext4 /dev/sdc1 rw
28 24 8:49 / /media rw - ext4 /dev/sdd1 rw
29 28 8:50 / /media/card rw - ext4 /dev/sdd2 rw
30 28 8:51 / /media rw - ext4 /dev/sdd3 rw`);

describe('the mount that a path lies in', () => {
  it.each([
    ['the root', '/etc/x', '8:1', '24'],
    ['a folder', '/database/x', '8:17', '26'],
    ['the number of a btrfs subvolume, which no mount has', '/data/x', '0:41', '25'],
    ['an inner mount', '/data/in/x', '8:33', '27'],
    ['the last of two at one place', '/media/x', '8:51', '30'],
    ['not an inner mount that is hidden below a later one', '/media/card/x', '8:51', '30'],
    ['a file that is gone', '/data/in/deleted', undefined, '27'],
  ])('%s', (_, path, number, id) => {
    expect(mountOf(MOUNTS, path, number)?.id).toBe(id);
  });
});

describe('the devices of a mount', () => {
  const devicesAt = (lines: string, at: string): string[] => {
    const mounts = parseMountinfo(lines);
    const nodes = new Map([
      ['/dev/sda1', { number: '8:1', isDevice: true }],
      ['/dev/sdb1', { number: '8:17', isDevice: true }],
    ]);
    const devices = new Map([['8:65', device({ number: '8:65', path: '/dev/sde1', filesystem: 'zfs_member' })]]);
    return devicesOfMount(mounts.findLast((mount) => mount.at === at) as (typeof mounts)[number], {
      mounts,
      devices,
      btrfs: [],
      find: (path) => nodes.get(path),
    });
  };

  it.each([
    ['an ordinary filesystem', '24 1 8:1 / / rw - ext4 /dev/root rw', ['8:1']],
    ['memory', '24 1 0:9 / / rw - tmpfs tmpfs rw', []],
    ['a source that is no device', '24 1 0:9 / / rw - bcachefs /dev/null rw', []],
    ['the members of bcachefs', '24 1 0:9 / / rw - bcachefs /dev/sda1:/dev/sdb1 rw', ['8:1', '8:17']],
    ["a user's FUSE mount that calls itself a drive", '24 1 0:9 / / rw - fuse.sshfs /dev/sda1 rw', []],
    ['another that has no type of its own', '24 1 0:9 / / rw - fuse /dev/sda1 rw', []],
    ['FUSE on a drive, which root alone can mount', '24 1 8:1 / / rw - fuseblk /dev/sda1 rw', ['8:1']],
    ['memory that calls itself a drive', '24 1 0:9 / / rw - tmpfs /dev/sda1 rw', []],
    ['ZFS', '24 1 0:9 / / rw - zfs rpool/root rw', ['8:65']],
    ['overlay over a card', '23 1 8:2 / /media/root-ro ro - ext4 x ro\n24 1 0:9 / / rw - overlay o rw,lowerdir=/media/root-ro,upperdir=/u/up', ['8:2']],
    [
      'the last of several layers',
      '22 1 8:3 / /a:b rw - ext4 x rw\n23 1 8:2 / /b rw - ext4 x rw\n24 1 0:9 / / rw - overlay o lowerdir=/b:/a\\134:b',
      ['8:2', '8:3'],
    ],
    ['an overlay whose layers are out of sight', '24 1 0:9 / / rw - overlay /cow rw,lowerdir=/x.squashfs,upperdir=/cow/up', []],
  ])('%s', (_, lines, expected) => {
    expect(devicesAt(lines, '/')).toEqual(expected);
  });
});

describe('what `tarstrap drives` shows', () => {
  it.each([
    ['a disk', {}, true, true],
    ['a loop device', { type: 'loop' }, true, true],
    ['a loop device without a file', { type: 'loop', size: 0 }, false, true],
    ['an empty card reader', { size: 0, removableMedium: true }, true, true],
    ['a network block device that is not connected', { path: '/dev/nbd0', number: '43:0', size: 0 }, false, true],
    ['a hardware area of an eMMC', { path: '/dev/mmcblk0boot0', number: '179:8', areaOf: '179:0' }, false, false],
    ['zram', { path: '/dev/zram0', number: '253:0' }, false, true],
    ['a RAM disk', { path: '/dev/ram0', number: '1:0' }, false, true],
    ['an optical drive', { type: 'rom' }, false, true],
    ['a partition', { type: 'part' }, false, false],
    ['a volume', { type: 'lvm' }, false, false],
  ])('%s', (_, said, usually, withAll) => {
    const one = device({ number: '8:0', path: '/dev/sda', ...said });
    expect([isShown(one, false), isShown(one, true)]).toEqual([usually, withAll]);
  });
});
