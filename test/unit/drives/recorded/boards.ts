import type { Recording } from './record.ts';

/** Single-board computers, phones, and card readers. */
export const boards: readonly Recording[] = [
  {
    name: 'a Raspberry Pi that booted from its card, another card in a USB reader',
    tree: `
mmcblk0 179:0 disk sd | /
  mmcblk0p1 179:1 part vfat | /boot/firmware
  mmcblk0p2 179:2 part ext4 | /
sda 8:0 disk usb rm | free
  sda1 8:1 part vfat | free
  sda2 8:2 part ext4 | free`,
    mounts: `
179:2 / / ext4 /dev/mmcblk0p2
179:1 / /boot/firmware vfat /dev/mmcblk0p1
8:2 / /media/pi/rootfs ext4 /dev/sda2`,
  },
  {
    name: 'a Raspberry Pi with its root on USB, whose firmware lies on the card',
    tree: `
mmcblk0 179:0 disk sd | /boot/firmware
  mmcblk0p1 179:1 part vfat | /boot/firmware
  mmcblk0p2 179:2 part ext4 | free
sda 8:0 disk usb | /
  sda1 8:1 part ext4 | /`,
    mounts: `
8:1 / / ext4 /dev/sda1
179:1 / /boot/firmware vfat /dev/mmcblk0p1`,
  },
  {
    name: 'a Raspberry Pi with overlayroot: the card lies below as the read-only layer',
    tree: `
mmcblk0 179:0 disk sd | /
  mmcblk0p1 179:1 part vfat | /boot/firmware
  mmcblk0p2 179:2 part ext4 | /
sda 8:0 disk usb rm | free`,
    mounts: `
179:2 / /media/root-ro ext4 /dev/mmcblk0p2 ro
0:40 / /media/root-rw tmpfs tmpfs
0:41 / / overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay,workdir=/media/root-rw/work
179:1 / /boot/firmware vfat /dev/mmcblk0p1`,
  },
  {
    name: 'mmcblk1 beside mmcblk10, and mmcblk0 with its hardware areas',
    tree: `
mmcblk0 179:0 disk emmc | /
  mmcblk0p1 179:1 part ext4 | /
mmcblk0boot0 179:8 disk emmc ro area=179:0 | / hidden locked
mmcblk0boot1 179:16 disk emmc ro area=179:0 | / hidden locked
mmcblk0rpmb 179:24 disk emmc ro area=179:0 | / hidden locked
mmcblk0gp0 179:32 disk emmc area=179:0 | / hidden
  mmcblk0gp0p1 179:33 part ext4 | /
mmcblk1 179:40 disk sd | free
  mmcblk1p1 179:41 part vfat | free
mmcblk10 179:80 disk sd | archive
  mmcblk10p1 179:81 part vfat | archive`,
    mounts: `
179:1 / / ext4 /dev/mmcblk0p1
179:81 / /media/ten vfat /dev/mmcblk10p1`,
    archive: '/media/ten/root.tar',
  },
  {
    name: 'a board that booted from its card: the eMMC and its areas are free, though no area is offered',
    tree: `
mmcblk0 179:0 disk emmc | free fixed
  mmcblk0p1 179:1 part ext4 | free
mmcblk0boot0 179:8 disk emmc area=179:0 | free fixed hidden
mmcblk0boot1 179:16 disk emmc ro area=179:0 | free fixed hidden locked
mmcblk1 179:24 disk sd | /
  mmcblk1p1 179:25 part ext4 | /`,
    mounts: '179:25 / / ext4 /dev/mmcblk1p1',
  },
  {
    name: 'a system on a general purpose area of an eMMC',
    tree: `
mmcblk0 179:0 disk emmc | free fixed
mmcblk0gp0 179:8 disk emmc area=179:0 | / hidden
mmcblk0gp1 179:16 disk emmc area=179:0 | free fixed hidden`,
    mounts: '179:8 / / ext4 /dev/mmcblk0gp0',
  },
  {
    name: 'names that only look like an area: two cards without a common chip',
    tree: `
mmcblk0 179:0 disk sd | /
mmcblk0boot0 179:8 disk sd | free`,
    mounts: '179:0 / / ext4 /dev/mmcblk0',
  },
  {
    name: 'a phone: many partitions, the system through dm-verity and dm-linear',
    tree: `
sda 8:0 disk | /
  sda1 8:1 part | free
  sda2 8:2 part ext4 | free
  sda3 8:3 part | free
  sda10 8:10 part | /
    dm-0=/dev/mapper/system_a 253:0 dm ext4 | /
      dm-1=/dev/mapper/system-verity 253:1 dm ext4 | /
    dm-2=/dev/mapper/vendor_a 253:2 dm ext4 | free
  sda15 8:15 part f2fs | /var
  sda16 259:0 part f2fs | free
    dm-3=/dev/mapper/userdata 253:3 dm f2fs | free
  sda17 259:1 part | free
sdb 8:16 disk | free fixed
sdc 8:32 disk | /boot
  sdc1 8:33 part | free
  sdc2 8:34 part ext4 | /boot`,
    mounts: `
253:1 / / ext4 /dev/dm-1 ro
253:2 / /vendor ext4 /dev/dm-2 ro
8:15 / /var f2fs /dev/sda15
253:3 / /data f2fs /dev/dm-3
8:34 / /boot ext4 /dev/sdc2`,
  },
  {
    name: 'readers: without a medium, with a read-only card, with a good one; nbd and zram that nobody uses',
    tree: `
vda 254:0 disk | /
sda 8:0 disk usb rm empty | free
sdb 8:16 disk usb rm ro | free locked
  sdb1 8:17 part ro vfat | free locked
mmcblk0 179:0 disk sd ro | free locked
sdc 8:32 disk usb rm | free
nbd0 43:0 disk empty | free fixed hidden
nbd1 43:32 disk | free fixed
zram0 252:0 disk empty | free fixed hidden
ram0 1:0 disk | free fixed hidden
loop0 7:0 loop empty | free hidden
sr0 11:0 rom rm | free hidden`,
    mounts: '254:0 / / ext4 /dev/vda',
  },
  {
    name: 'a board whose root comes from a network block device',
    tree: `
nbd0 43:0 disk | /
  nbd0p1 43:1 part ext4 | /
nbd1 43:32 disk | free fixed
mmcblk0 179:0 disk sd | /boot
  mmcblk0p1 179:1 part vfat | /boot`,
    mounts: `
43:1 / / ext4 /dev/nbd0p1
179:1 / /boot vfat /dev/mmcblk0p1`,
  },
  {
    name: 'a board whose root comes from NFS',
    tree: 'mmcblk0 179:0 disk emmc | free fixed\n  mmcblk0p1 179:1 part ext4 | free',
    mounts: '0:20 / / nfs 10.0.0.1:/srv/root',
  },
];
