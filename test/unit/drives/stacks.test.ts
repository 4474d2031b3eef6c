import { expect, it } from 'vitest';
import { heldBy } from '../../../electron/drives/held.ts';
import { mountsOf, protectedReason } from '../../../electron/drives/safety.ts';
import { loop, machine, mount } from './machine.ts';

/** Stacks and orders of mounts that no ordinary desk has, but some do. */

/** dracut: `/` is device mapper over an image in a compressed image on the stick; only the stick itself is mounted beside it. */
const dracut = machine({
  devices: [
    { number: '8:16', path: '/dev/sdb', children: ['8:17', '8:18'] },
    { number: '8:17', path: '/dev/sdb1', type: 'part' },
    { number: '8:18', path: '/dev/sdb2', type: 'part' },
    { number: '7:0', path: '/dev/loop0', type: 'loop' },
    { number: '7:1', path: '/dev/loop1', type: 'loop', children: ['253:0'] },
    { number: '253:0', path: '/dev/mapper/live-rw', type: 'dm' },
  ],
  mounts: [mount('/', ['253:0']), mount('/run/initramfs/live', ['8:17'], { filesystem: 'iso9660' })],
  // The inner one first: the order in which loop devices are listed is no order of what lies on what.
  loops: [loop('7:1', '/run/initramfs/squashfs/rootfs.img', '7:0'), loop('7:0', '/run/initramfs/live/squashfs.img', '8:17')],
});

it.each([
  ['the stick', '8:16', 'it holds the running system (/)'],
  ['its partition', '8:17', 'it holds the running system (/)'],
  ['the partition beside', '8:18', undefined],
])('a live system on device mapper: %s', (_, number, reason) => {
  expect(protectedReason(dracut, number)).toBe(reason);
});

it('an array with partitions protects both of its halves', () => {
  const snapshot = machine({
    devices: [
      { number: '8:0', path: '/dev/sda', children: ['9:0'] },
      { number: '8:16', path: '/dev/sdb', children: ['9:0'] },
      { number: '9:0', path: '/dev/md0', type: 'raid1', children: ['259:0'] },
      { number: '259:0', path: '/dev/md0p1', type: 'part' },
    ],
    mounts: [mount('/home', ['259:0'])],
  });
  for (const number of ['8:0', '8:16']) expect(protectedReason(snapshot, number)).toBe('it holds the running system (/home)');
});

it('swap on a loop device whose file lies on a disk protects the disk', () => {
  const snapshot = machine({
    devices: [
      { number: '8:0', path: '/dev/sda' },
      { number: '7:0', path: '/dev/loop0', type: 'loop' },
    ],
    loops: [loop('7:0', '/mnt/swap.img', '8:0')],
    swaps: ['7:0'],
  });
  expect(protectedReason(snapshot, '8:0')).toBe('it is used as swap');
  expect(protectedReason(snapshot, '7:0')).toBeUndefined();
  expect(heldBy(snapshot, '7:0')).toEqual([{ what: '/dev/loop0 is used as swap', free: 'swapoff /dev/loop0' }]);
});

const disk = [{ number: '8:0', path: '/dev/sda' }];

it('takes a later mount off before the one that it hides', () => {
  const mounts = [
    mount('/a', ['8:0'], { id: '25', parent: '24' }),
    mount('/a/sub', ['8:0'], { id: '26', parent: '25' }),
    mount('/a', ['8:0'], { id: '27', parent: '25', root: '/other' }),
  ];
  expect(mountsOf(machine({ devices: disk, mounts }), '8:0')).toEqual(['/a', '/a/sub', '/a']);
});

it('takes a mount that was moved onto a later one off before that', () => {
  const mounts = [mount('/d/c', ['8:0'], { id: '25', parent: '26' }), mount('/d', ['8:0'], { id: '26', parent: '24' })];
  expect(mountsOf(machine({ devices: disk, mounts }), '8:0')).toEqual(['/d/c', '/d']);
});
