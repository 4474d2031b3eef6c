import { describe, expect, it } from 'vitest';
import { deviceFacts } from '../../../electron/drives/deviceFacts.ts';
import { heldBy } from '../../../electron/drives/held.ts';
import { replay, type Recording } from './recorded/record.ts';

/** Drives that the kernel goes on using, each with the commands that free it, in their order. */
interface Held extends Omit<Recording, 'mounts'> {
  readonly mounts?: string;
  readonly number: string;
  readonly free: readonly string[];
}

const SYSTEM = `
vda 254:0 disk | /
  vda1 254:1 part ext4 | /`;
const ROOT = '254:1 / / ext4 /dev/vda1';

const DRIVES: readonly Held[] = [
  {
    name: 'a stick with nothing on it but partitions, one of them mounted',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part ext4`,
    mounts: '8:17 / /media/me/card ext4 /dev/sdb1',
    number: '8:16',
    free: [],
  },
  {
    name: 'a volume group of which several volumes are active, with a hyphen in its name',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part LVM2_member
    dm-0=/dev/mapper/old--pc-root 253:0 lvm ext4
    dm-1=/dev/mapper/old--pc-swap_1 253:1 lvm swap`,
    number: '8:16',
    free: ['vgchange -an old-pc'],
  },
  {
    name: 'LUKS that the desktop has opened and mounted',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part crypto_LUKS
    dm-0=/dev/mapper/luks-1234 253:0 crypt ext4`,
    mounts: '253:0 / /media/me/my\\040secrets ext4 /dev/mapper/luks-1234',
    number: '8:16',
    free: ["umount '/media/me/my secrets'", 'cryptsetup close luks-1234'],
  },
  {
    name: 'an array that udev has put together, with LVM in LUKS on it: what lies on top goes first',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part linux_raid_member
    md127=/dev/md127 9:127 raid1 crypto_LUKS
      dm-0=/dev/mapper/crypt 253:0 crypt LVM2_member
        dm-1=/dev/mapper/data-home 253:1 lvm
sdc 8:32 disk usb rm
  sdc1 8:33 part linux_raid_member
    md127`,
    number: '8:32',
    free: ['vgchange -an data', 'cryptsetup close crypt', 'mdadm --stop /dev/md127'],
  },
  {
    name: 'half of an array, which has not started',
    tree: `
sdb 8:16 disk usb rm
  sdb2 8:18 part linux_raid_member
    md127=/dev/md127 9:127 md`,
    number: '8:18',
    free: ['mdadm --stop /dev/md127'],
  },
  {
    name: 'multipath and kpartx',
    tree: `
sdb 8:16 disk
  dm-0=/dev/mapper/mpatha 253:0 mpath
    dm-1=/dev/mapper/mpatha-part1 253:1 part ext4`,
    number: '8:16',
    free: ['dmsetup remove mpatha-part1', 'multipath -f mpatha'],
  },
  {
    name: 'a stick with swap on a partition and in a file',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part swap
  sdb2 8:18 part ext4`,
    mounts: '8:18 / /media/me/data ext4 /dev/sdb2',
    swaps: ['/dev/sdb1', '/media/me/data/swapfile'],
    number: '8:16',
    free: ['swapoff /dev/sdb1', 'swapoff /media/me/data/swapfile'],
  },
  {
    name: 'a stick that holds an attached image, which is mounted',
    tree: `
sdb 8:16 disk usb rm
  sdb1 8:17 part ext4
loop3 7:3 loop ext4`,
    mounts: `
8:17 / /media/me/data ext4 /dev/sdb1
7:3 / /mnt ext4 /dev/loop3`,
    loops: ['7:3 /media/me/data/card.img 8:17'],
    number: '8:16',
    free: ['umount /mnt; losetup -d /dev/loop3'],
  },
  {
    name: 'a device-mapper volume of no known kind',
    tree: `
sdb 8:16 disk usb rm
  dm-0=/dev/mapper/snap 253:0 dm`,
    number: '8:16',
    free: ['dmsetup remove snap'],
  },
];

function machineOf({ tree, mounts = '', ...recording }: Held) {
  return replay({ ...recording, tree: `${SYSTEM}${tree}`, mounts: `${ROOT}\n${mounts.trim()}` }).snapshot;
}

describe('what the kernel holds is named, with the commands that free it', () => {
  it.each(DRIVES)('$name', (held) => {
    expect(heldBy(machineOf(held), held.number).map(({ free }) => free)).toEqual(held.free);
  });

  it('a stick that carries swap only is no drive of the system, and its partitions are no fixed ones', () => {
    const [held] = DRIVES.filter(({ name }) => name.startsWith('a stick with swap')) as [Held];
    const snapshot = machineOf(held);
    const factsOf = (number: string) => deviceFacts(snapshot.devices.get(number) ?? expect.fail(), snapshot, {});
    expect(factsOf('8:16')).toMatchObject({ removable: true, heldBy: [{ what: '/dev/sdb1 is used as swap' }, {}] });
    expect(factsOf('8:16')).not.toHaveProperty('protectedBy');
    expect(factsOf('8:18')).toMatchObject({ removable: true, heldBy: [{ free: 'swapoff /media/me/data/swapfile' }] });
    expect(factsOf('8:18')).not.toHaveProperty('besideSystem');
  });
});
