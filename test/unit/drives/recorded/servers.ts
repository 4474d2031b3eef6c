import type { Recording } from './record.ts';

/** Arrays, and filesystems of several devices. */
export const servers: readonly Recording[] = [
  {
    name: 'sda with the system beside sdaa1 and sdab, among more than 26 disks',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part ext4 | /
sdaa 65:160 disk sata | free fixed
  sdaa1 65:161 part ext4 | free
sdab 65:176 disk sata | free fixed
sdb 8:16 disk sata | free fixed`,
    mounts: `
8:1 / / ext4 /dev/sda1
65:161 / /srv/aa ext4 /dev/sdaa1`,
  },
  {
    name: 'the other way round: sdaa1 carries the system, sda does not',
    tree: `
sda 8:0 disk sata | free fixed
  sda1 8:1 part ext4 | free
sdaa 65:160 disk sata | /
  sdaa1 65:161 part ext4 | /`,
    mounts: '65:161 / / ext4 /dev/sdaa1',
  },
  {
    name: 'RAID 1 over two disks, one disk each beside and with a stale half',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part vfat | /boot/efi
  sda2 8:2 part linux_raid_member | /
    md0 9:0 raid1 ext4 | /
sdb 8:16 disk sata | /
  sdb1 8:17 part vfat | free
  sdb2 8:18 part linux_raid_member | /
    md0
sdc 8:32 disk sata | free fixed
  sdc2 8:34 part linux_raid_member | free`,
    mounts: `
9:0 / / ext4 /dev/md0
8:1 / /boot/efi vfat /dev/sda1`,
  },
  {
    name: 'RAID 5 with LUKS, LVM and a partition table of its own',
    tree: `
sda 8:0 disk sata | /var
  md127=/dev/md/host:data 9:127 raid5 | /var
    md127p1 259:0 part crypto_LUKS | /var
      dm-0=/dev/mapper/crypt 253:0 crypt LVM2_member | /var
        dm-1=/dev/mapper/data-var 253:1 lvm xfs | /var
        dm-2=/dev/mapper/data-spare 253:2 lvm | free
    md127p2 259:1 part ext4 | free
sdb 8:16 disk sata | /var
  md127
sdc 8:32 disk sata | /var
  md127
sdd 8:48 disk sata | /`,
    mounts: `
8:48 / / ext4 /dev/sdd
253:1 / /var xfs /dev/mapper/data-var`,
  },
  {
    name: 'btrfs over three devices, of which the mount names one',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part btrfs | /
sdb 8:16 disk sata | /
  sdb1 8:17 part btrfs | /
sdc 8:32 disk sata btrfs | /
sdd 8:48 disk sata btrfs | free fixed`,
    mounts: `
0:30 /@ / btrfs /dev/sda1
0:30 /@home /home btrfs /dev/sda1
0:44 / /data btrfs /dev/sdd`,
    btrfs: [['8:1', '8:17', '8:32'], ['8:48']],
  },
  {
    name: 'btrfs whose mount names a device that is no more: every btrfs counts',
    tree: `
sda 8:0 disk sata btrfs | /
sdb 8:16 disk sata btrfs | /
sdc 8:32 disk sata ext4 | free fixed`,
    mounts: '0:30 / / btrfs /dev/root',
    btrfs: [['8:0'], ['8:16']],
  },
  {
    name: 'btrfs over two LUKS volumes, with a swap file in it',
    tree: `
sda 8:0 disk sata | /home
  sda1 8:1 part crypto_LUKS | /home
    dm-0=/dev/mapper/luks-a 253:0 crypt btrfs | /home
sdb 8:16 disk sata | /home
  sdb1 8:17 part crypto_LUKS | /home
    dm-1=/dev/mapper/luks-b 253:1 crypt btrfs | /home
sdc 8:32 disk sata | swap
  sdc1 8:33 part btrfs | swap
sdd 8:48 disk sata | swap
  sdd1 8:49 part btrfs | swap
sde 8:64 disk sata | /`,
    mounts: `
8:64 / / ext4 /dev/sde
0:30 / /home btrfs /dev/mapper/luks-a
0:31 / /swap btrfs /dev/sdc1`,
    swaps: ['/swap/swapfile'],
    btrfs: [
      ['253:0', '253:1'],
      ['8:33', '8:49'],
    ],
  },
  {
    name: 'the archive on a btrfs of two sticks',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb btrfs | archive
sdc 8:32 disk usb btrfs | archive
sdd 8:48 disk usb btrfs | free`,
    mounts: `
8:0 / / ext4 /dev/sda
0:41 / /mnt/pool btrfs /dev/sdc
0:42 / /mnt btrfs /dev/sdd`,
    btrfs: [['8:16', '8:32'], ['8:48']],
    archive: '/mnt/pool/root.tar',
  },
  {
    name: 'ZFS carries the system: no block device is named, so every member of a pool counts',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part vfat | /boot/efi
  sda2 8:2 part zfs_member | /
sdb 8:16 disk sata | /
  sdb1 8:17 part zfs_member | /
  sdb9 8:25 part | free
sdc 8:32 disk usb | /
  sdc1 8:33 part zfs_member | /
sdd 8:48 disk usb | free`,
    mounts: `
0:28 / / zfs rpool/ROOT/debian
8:1 / /boot/efi vfat /dev/sda1
0:30 / /home zfs rpool/home`,
  },
  {
    name: 'ZFS carries the system, and nobody can name its members: any disk may be one',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part | /
sdb 8:16 disk usb | /`,
    mounts: '0:28 / / zfs rpool/ROOT/debian',
  },
  {
    name: 'ZFS with data only',
    tree: `
sda 8:0 disk sata ext4 | /
sdb 8:16 disk sata | free fixed
  sdb1 8:17 part zfs_member | free`,
    mounts: `
8:0 / / ext4 /dev/sda
0:28 / /tank zfs tank`,
  },
  {
    name: 'bcachefs over two disks',
    tree: `
sda 8:0 disk sata bcachefs | /
sdb 8:16 disk sata bcachefs | /
sdc 8:32 disk sata bcachefs | free fixed`,
    mounts: '0:28 / / bcachefs /dev/sda:/dev/sdb',
  },
  {
    name: 'multipath: two disks are one',
    tree: `
sda 8:0 disk mpath_member | /
  dm-0=/dev/mapper/mpatha 253:0 mpath | /
    dm-1=/dev/mapper/mpatha-part1 253:1 part ext4 | /
    dm-2=/dev/mapper/mpatha-part2 253:2 part ext4 | free
sdb 8:16 disk mpath_member | /
  dm-0
sdc 8:32 disk mpath_member | free fixed
  dm-3=/dev/mapper/mpathb 253:3 mpath | free
sdd 8:48 disk mpath_member | free fixed
  dm-3`,
    mounts: '253:1 / / ext4 /dev/mapper/mpatha-part1',
  },
  {
    name: 'bcache: a slow disk behind a fast one, both are needed',
    tree: `
nvme0n1 259:0 disk nvme | /
  nvme0n1p1 259:1 part ext4 | /
  nvme0n1p2 259:2 part bcache | /home
    bcache0 252:0 disk ext4 | /home
sda 8:0 disk sata bcache | /home
  bcache0
sdb 8:16 disk sata bcache | free fixed
  bcache1 252:128 disk | free fixed`,
    mounts: `
259:1 / / ext4 /dev/nvme0n1p1
252:0 / /home ext4 /dev/bcache0`,
  },
  {
    name: 'an LVM thin pool with its data and its metadata on two disks, and a stripe over two',
    tree: `
sda 8:0 disk sata LVM2_member | /
  dm-0=/dev/mapper/vg-pool_tdata 253:0 lvm | /
    dm-2=/dev/mapper/vg-pool-tpool 253:2 lvm | /
      dm-3=/dev/mapper/vg-root 253:3 lvm ext4 | /
sdb 8:16 disk sata LVM2_member | /
  dm-1=/dev/mapper/vg-pool_tmeta 253:1 lvm | /
    dm-2
sdc 8:32 disk sata LVM2_member | /var
  dm-4=/dev/mapper/vg-var 253:4 lvm xfs | /var
sdd 8:48 disk sata LVM2_member | /var
  dm-4
sde 8:64 disk sata LVM2_member | free fixed`,
    mounts: `
253:3 / / ext4 /dev/mapper/vg-root
253:4 / /var xfs /dev/mapper/vg-var`,
  },
];
