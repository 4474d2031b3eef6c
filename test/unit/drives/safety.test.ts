import { describe, expect, it } from 'vitest';
import { isRemovable, mountedOn, mountsOf, protectedReason } from '../../../electron/drives/safety.ts';
import { device, machine, mount, type Part } from './machine.ts';
import { btrfs, btrfsData, laptop, live, nested, pi, raid, server, snaps } from './machines.ts';

const ROOT = 'it holds the running system (/)';
const ARCHIVE = 'the archive lies on it';
const APP = 'Tarstrap itself lies on it';

describe('protectedReason', () => {
  it.each([
    ['the disk below LUKS and LVM', laptop, '259:0', ROOT],
    ['the partition below LUKS', laptop, '259:3', ROOT],
    ['the EFI partition', laptop, '259:1', 'it holds the running system (/boot/efi)'],
    ['a free partition beside the system', laptop, '259:2', undefined],
    ['another volume of the same group', laptop, '253:2', undefined],
    ['a second namespace of the same NVMe drive', laptop, '259:4', undefined],
    ['a mounted stick', laptop, '8:0', undefined],
    ['a loop device whose file lies on the system disk', laptop, '7:0', undefined],
    ['the card that the Pi booted from', pi, '179:0', ROOT],
    ['its boot partition', pi, '179:1', 'it holds the running system (/boot/firmware)'],
    ['mmcblk1 beside mmcblk0 and mmcblk10', pi, '179:32', undefined],
    ['mmcblk10, which is mounted', pi, '179:64', undefined],
    ['mmcblk2boot0', pi, '179:104', undefined],
    ['sda', server, '8:0', ROOT],
    ['sdaa', server, '65:160', undefined],
    ['sdaa1', server, '65:161', undefined],
    ['a swap partition', server, '8:17', 'it is used as swap'],
    ['the disk of a swap partition', server, '8:16', 'it is used as swap'],
    ['the first disk of a RAID1', raid, '8:0', ROOT],
    ['the second disk of a RAID1', raid, '8:16', ROOT],
    ['a member partition of a RAID1', raid, '8:17', ROOT],
    ['a disk beside the RAID1', raid, '8:32', undefined],
    ['the first disk of a btrfs', btrfs, '8:0', ROOT],
    ['the second disk of a btrfs', btrfs, '8:16', ROOT],
    ['a disk beside the btrfs', btrfs, '8:32', undefined],
    ['a btrfs with data only', btrfsData, '8:16', undefined],
    ['the stick of a live system', live, '8:16', 'it holds the running system (/run/live/rootfs)'],
    ['its partition', live, '8:17', 'it holds the running system (/run/live/rootfs)'],
    ['its loop device', live, '7:0', 'it holds the running system (/run/live/rootfs)'],
    ['the disk of the machine that runs the live system', live, '8:0', undefined],
    ['a live stick with an image in an image', nested, '8:16', 'it holds the running system (/run/live/rootfs)'],
    ['a disk with a snap on an ordinary machine', snaps, '8:16', undefined],
    ['a device that nobody knows', laptop, '1:1', undefined],
  ])('%s', (_, snapshot, number, expected) => {
    expect(protectedReason(snapshot, number)).toBe(expected);
  });

  it.each(['/', '/boot', '/boot/efi', '/boot/firmware', '/efi', '/usr', '/var', '/home'])('whatever is mounted at %s', (at) => {
    const one = machine({ devices: [{ number: '8:0', path: '/dev/sda' }], mounts: [mount(at, ['8:0'])] });
    expect(protectedReason(one, '8:0')).toBe(`it holds the running system (${at})`);
  });

  it.each(['/home2', '/var/tmp/x', '/mnt', '/media/boot', '/homes', '/usr2'])('not what is mounted at %s', (at) => {
    const one = machine({ devices: [{ number: '8:0', path: '/dev/sda' }], mounts: [mount(at, ['8:0'])] });
    expect(protectedReason(one, '8:0')).toBeUndefined();
  });

  it.each([
    ['on the partition itself', laptop, '8:1', '8:1', true],
    ['on a partition of the disk', laptop, '8:0', '8:1', true],
    ['on the disk without partitions, target beside it', laptop, '259:4', '8:1', false],
    ['on a sibling partition', laptop, '259:2', '253:2', false],
    ['on a logical volume of the target', laptop, '259:3', '253:2', true],
    ['on sda1, target sdaa', server, '65:160', '8:1', false],
    ['on btrfs, target its first disk', btrfsData, '8:0', '0:34', true],
    ['on btrfs, target its second disk', btrfsData, '8:16', '0:34', true],
    ['on btrfs known by a member, target the other', btrfsData, '8:16', '8:0', true],
    ['on btrfs, target a disk beside it', btrfsData, '8:32', '0:34', false],
    ['on a loop device whose file lies on the target', live, '8:16', '7:0', true],
    ['on the network', laptop, '8:0', '0:77', false],
    ['on a disk of a loop target', laptop, '7:0', '253:1', false],
    ['nowhere', laptop, '8:0', undefined, false],
  ])('archive or Tarstrap %s', (_, { mounts, ...machine }, number, carried, expected) => {
    const plain = { ...machine, mounts: mounts.filter(({ at }) => at.startsWith('/data') || at.startsWith('/media')) };
    expect(protectedReason(plain, number, { archiveDevice: carried })).toBe(expected ? ARCHIVE : undefined);
    expect(protectedReason(plain, number, { appDevice: carried })).toBe(expected ? APP : undefined);
  });

  it('ends on stacks that go in circles', () => {
    const circle = machine({
      devices: [
        { number: '8:0', path: '/dev/a', children: ['8:1'] },
        { number: '8:1', path: '/dev/b', children: ['8:0'] },
      ],
      mounts: [mount('/mnt', ['8:1'], { id: '5', parent: '5' })],
    });
    expect(protectedReason(circle, '8:0')).toBeUndefined();
    expect(mountsOf(circle, '8:0')).toEqual(['/mnt']);
  });
});

describe('mountsOf', () => {
  const odd = ['/media/my disk', '/media/new\nline', '/media/Größe 日本', '/media/tab\tand\\slash'];
  const stick = machine({
    devices: [
      { number: '8:0', path: '/dev/sda', children: ['8:1'] },
      { number: '8:1', path: '/dev/sda1', type: 'part' },
    ],
    mounts: odd.map((at) => mount(at, ['8:1'])),
  });

  it.each([
    ['everything on the disk below LUKS and LVM', laptop, '259:0', ['/data', '/boot/efi', '/']],
    ['one volume', laptop, '253:2', ['/data']],
    ['nothing on a loop device, though its file lies on /', laptop, '7:0', []],
    ['nothing of mmcblk10 on mmcblk1', pi, '179:32', []],
    ['mmcblk10', pi, '179:64', ['/media/ten']],
    ['nothing of sdaa on sda', server, '8:0', ['/']],
    ['sdaa', server, '65:160', ['/srv/aa']],
    ['both disks of a RAID1', raid, '8:16', ['/']],
    ['both disks of a btrfs', btrfs, '8:16', ['/home', '/']],
    ['the stick of a live system, without its loops', live, '8:16', ['/run/live/medium']],
    ['odd names', stick, '8:0', odd.toReversed()],
  ])('%s', (_, snapshot, number, expected) => {
    expect(mountsOf(snapshot, number)).toEqual(expected);
  });

  it('bind mounts count, and what stands on others comes first however late it was listed', () => {
    const bound = machine({
      devices: [{ number: '8:0', path: '/dev/sda' }],
      mounts: [
        mount('/mnt/inner', ['8:0'], { id: '12', parent: '11' }),
        mount('/mnt', ['8:0'], { id: '11', parent: '1' }),
        mount('/elsewhere', ['8:0'], { id: '13', parent: '1', root: '/folder' }),
      ],
    });
    expect(mountsOf(bound, '8:0')).toEqual(['/mnt/inner', '/elsewhere', '/mnt']);
    expect(mountedOn(bound, '8:0').map(({ id }) => id)).toEqual(['12', '13', '11']);
  });

  it('two mounts at one place are two', () => {
    const twice = machine({ devices: [{ number: '8:0', path: '/dev/sda' }], mounts: [mount('/mnt', ['8:0']), mount('/mnt', ['8:0'])] });
    expect(mountsOf(twice, '8:0')).toEqual(['/mnt', '/mnt']);
  });
});

describe('isRemovable', () => {
  it.each<[string, boolean, Partial<Part>]>([
    ['a built-in disk', false, { transport: 'sata' }],
    ['an NVMe drive', false, { transport: 'nvme' }],
    ['a disk of no known bus', false, {}],
    ['a USB stick', true, { transport: 'usb', removableMedium: true }],
    ['a USB disk that calls itself fixed', true, { transport: 'usb' }],
    ['a card in a built-in reader', true, { transport: 'mmc', mmcType: 'SD' }],
    ['a card of which only the bus is known', true, { transport: 'mmc' }],
    ['eMMC', false, { transport: 'mmc', mmcType: 'MMC' }],
    ['eMMC that calls itself removable', false, { transport: 'mmc', mmcType: 'MMC', removableMedium: true, hotplug: true }],
    ['a hotplug disk', true, { transport: 'sata', hotplug: true }],
    ['a loop device', true, { type: 'loop' }],
  ])('%s: %s', (_, expected, details) => {
    expect(isRemovable(device({ number: '8:0', path: '/dev/sda', ...details }))).toBe(expected);
  });
});
