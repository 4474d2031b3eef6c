import type { Snapshot } from '../../../electron/drives/snapshot.ts';
import { loop, machine, mount } from './machine.ts';

/** Machines as they stand on desks. */

export const laptop = machine({
  devices: [
    { number: '259:0', path: '/dev/nvme0n1', transport: 'nvme', children: ['259:1', '259:2', '259:3'] },
    { number: '259:1', path: '/dev/nvme0n1p1', type: 'part' },
    { number: '259:2', path: '/dev/nvme0n1p2', type: 'part' },
    { number: '259:3', path: '/dev/nvme0n1p3', type: 'part', children: ['253:0'] },
    { number: '253:0', path: '/dev/mapper/luks', type: 'crypt', children: ['253:1', '253:2'] },
    { number: '253:1', path: '/dev/mapper/vg-root', type: 'lvm' },
    { number: '253:2', path: '/dev/mapper/vg-data', type: 'lvm' },
    { number: '259:4', path: '/dev/nvme0n2', transport: 'nvme', children: ['259:5'] },
    { number: '259:5', path: '/dev/nvme0n2p1', type: 'part' },
    { number: '8:0', path: '/dev/sda', transport: 'usb', children: ['8:1'] },
    { number: '8:1', path: '/dev/sda1', type: 'part' },
    { number: '7:0', path: '/dev/loop0', type: 'loop' },
  ],
  mounts: [mount('/', ['253:1']), mount('/boot/efi', ['259:1']), mount('/data', ['253:2']), mount('/media/stick', ['8:1'])],
  loops: [loop('7:0', '/home/me/card.img', '253:1')],
});

export const pi = machine({
  devices: [
    { number: '179:0', path: '/dev/mmcblk0', mmcType: 'SD', transport: 'mmc', children: ['179:1', '179:2'] },
    { number: '179:1', path: '/dev/mmcblk0p1', type: 'part' },
    { number: '179:2', path: '/dev/mmcblk0p2', type: 'part' },
    { number: '179:32', path: '/dev/mmcblk1', mmcType: 'SD', transport: 'mmc', children: ['179:33'] },
    { number: '179:33', path: '/dev/mmcblk1p1', type: 'part' },
    { number: '179:64', path: '/dev/mmcblk10', mmcType: 'SD', transport: 'mmc', children: ['179:65'] },
    { number: '179:65', path: '/dev/mmcblk10p1', type: 'part' },
    { number: '179:96', path: '/dev/mmcblk2', mmcType: 'MMC', transport: 'mmc' },
    { number: '179:104', path: '/dev/mmcblk2boot0', mmcType: 'MMC', transport: 'mmc', readOnly: true },
  ],
  mounts: [mount('/', ['179:2']), mount('/boot/firmware', ['179:1']), mount('/media/ten', ['179:65'])],
});

/** 27 and more disks: sda carries the system, sdaa is somebody else. */
export const server = machine({
  devices: [
    { number: '8:0', path: '/dev/sda', children: ['8:1'] },
    { number: '8:1', path: '/dev/sda1', type: 'part' },
    { number: '65:160', path: '/dev/sdaa', children: ['65:161'] },
    { number: '65:161', path: '/dev/sdaa1', type: 'part' },
    { number: '8:16', path: '/dev/sdb', children: ['8:17'] },
    { number: '8:17', path: '/dev/sdb1', type: 'part' },
  ],
  mounts: [mount('/', ['8:1']), mount('/srv/aa', ['65:161'])],
  swaps: ['8:17'],
});

/** RAID1 of sda1 and sdb1 carries the system. */
export const raid = machine({
  devices: [
    { number: '8:0', path: '/dev/sda', children: ['8:1'] },
    { number: '8:1', path: '/dev/sda1', type: 'part', children: ['9:0'] },
    { number: '8:16', path: '/dev/sdb', children: ['8:17'] },
    { number: '8:17', path: '/dev/sdb1', type: 'part', children: ['9:0'] },
    { number: '9:0', path: '/dev/md0', type: 'raid1' },
    { number: '8:32', path: '/dev/sdc' },
  ],
  mounts: [mount('/', ['9:0'])],
});

const twoDisks = [
  { number: '8:0', path: '/dev/sda' },
  { number: '8:16', path: '/dev/sdb' },
  { number: '8:32', path: '/dev/sdc' },
];

function btrfsAt(...places: readonly string[]): Snapshot {
  return machine({ devices: twoDisks, mounts: places.map((at) => mount(at, ['8:0', '8:16'], { device: '0:34', filesystem: 'btrfs' })) });
}

export const btrfs = btrfsAt('/', '/home');
export const btrfsData = btrfsAt('/data');

function liveStick(file: string, ...more: Parameters<typeof machine>[0]['devices']): Snapshot {
  return machine({
    devices: [
      { number: '8:0', path: '/dev/sda' },
      { number: '8:16', path: '/dev/sdb', transport: 'usb', children: ['8:17'] },
      { number: '8:17', path: '/dev/sdb1', type: 'part' },
      { number: '7:0', path: '/dev/loop0', type: 'loop' },
      ...more,
    ],
    mounts: [
      mount('/run/live/medium', ['8:17'], { filesystem: 'iso9660' }),
      mount('/run/live/rootfs', [more.length > 0 ? '7:1' : '7:0'], { filesystem: 'squashfs' }),
      // The layers have paths of the initramfs: nothing is known of what lies below.
      mount('/', [], { filesystem: 'overlay' }),
    ],
    loops: [loop('7:0', file, '8:17'), loop('7:1', '/run/live/inner.img', '7:0')],
  });
}

export const live = liveStick('/run/live/medium/filesystem.squashfs');
/** Fedora: an image within a squashfs within the stick. */
export const nested = liveStick('/run/live/squashfs.img', { number: '7:1', path: '/dev/loop1', type: 'loop' });

/** A squashfs that is mounted on an ordinary machine (a snap) is nothing of the system. */
export const snaps = machine({
  devices: [
    { number: '8:0', path: '/dev/sda' },
    { number: '8:16', path: '/dev/sdb' },
    { number: '7:0', path: '/dev/loop0', type: 'loop' },
  ],
  mounts: [mount('/', ['8:0']), mount('/snap/core', ['7:0'], { filesystem: 'squashfs' })],
  loops: [loop('7:0', '/mnt/core.snap', '8:16')],
});
