import type { Recording } from './record.ts';

/** Live media, systems in image files, and systems that are images. */
export const images: readonly Recording[] = [
  {
    name: 'a live stick: overlay over squashfs on a loop device on vfat, as root sees it',
    tree: `
sda 8:0 disk sata | free fixed
  sda1 8:1 part ntfs | free
sdb 8:16 disk usb rm | /run/live/rootfs/filesystem.squashfs
  sdb1 8:17 part vfat | /run/live/rootfs/filesystem.squashfs
  sdb2 8:18 part ext4 | free
loop0 7:0 loop squashfs | /run/live/rootfs/filesystem.squashfs`,
    mounts: `
8:17 / /run/live/medium vfat /dev/sdb1
7:0 / /run/live/rootfs/filesystem.squashfs squashfs /dev/loop0 ro
0:25 / /run/live/overlay tmpfs tmpfs
0:26 / / overlay overlay rw,lowerdir=/live/rootfs/filesystem.squashfs/,upperdir=/live/overlay/rw,workdir=/live/overlay/work`,
    loops: ['7:0 /run/live/medium/live/filesystem.squashfs 8:17'],
  },
  {
    name: 'the same as its user sees it: the file of the loop device is a path only',
    tree: `
sda 8:0 disk sata | free fixed
sdb 8:16 disk usb rm | /run/live/rootfs/filesystem.squashfs
  sdb1 8:17 part vfat | /run/live/rootfs/filesystem.squashfs
loop0 7:0 loop squashfs | /run/live/rootfs/filesystem.squashfs`,
    mounts: `
8:17 / /run/live/medium vfat /dev/sdb1
7:0 / /run/live/rootfs/filesystem.squashfs squashfs /dev/loop0 ro
0:26 / / overlay overlay rw,lowerdir=/live/rootfs/filesystem.squashfs/,upperdir=/live/overlay/rw`,
    loops: ['7:0 /run/live/medium/live/filesystem.squashfs'],
  },
  {
    name: 'a live system that was copied to memory: its stick is free',
    tree: `
sda 8:0 disk usb rm | free
  sda1 8:1 part vfat | free
loop0 7:0 loop squashfs | /`,
    mounts: `
0:24 / /run/live/medium tmpfs tmpfs
7:0 / /run/live/rootfs squashfs /dev/loop0 ro
0:26 / / overlay overlay rw,lowerdir=/run/live/rootfs,upperdir=/live/overlay/rw
8:1 / /media/user/STICK vfat /dev/sda1`,
    loops: ['7:0 /run/live/medium/live/filesystem.squashfs 0:24'],
  },
  {
    name: 'Ubuntu: the ISO file on a partition, one loop device within the other',
    tree: `
sda 8:0 disk usb | /rofs
  sda1 8:1 part ext4 | /rofs
loop0 7:0 loop iso9660 | /rofs
loop1 7:1 loop squashfs | /rofs`,
    mounts: `
8:1 / /isodevice ext4 /dev/sda1
7:0 / /cdrom iso9660 /dev/loop0 ro
7:1 / /rofs squashfs /dev/loop1 ro
0:26 / / overlay /cow rw,lowerdir=/filesystem.squashfs,upperdir=/cow/upper`,
    loops: ['7:1 /cdrom/casper/filesystem.squashfs', '7:0 /isodevice/ubuntu.iso'],
  },
  {
    name: 'a system whose root is a file on a Windows partition',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part vfat | /boot/efi
  sda2 8:2 part ntfs | /
  sda3 8:3 part ntfs | free
loop0 7:0 loop ext4 | /
loop1 7:1 loop swap | free`,
    mounts: `
7:0 / / ext4 /dev/loop0
8:2 / /host fuseblk /dev/sda2
8:1 / /boot/efi vfat /dev/sda1`,
    loops: ['7:0 /host/ubuntu/disks/root.disk', '7:1 /host/ubuntu/disks/swap.disk 8:2'],
    swaps: ['/dev/loop1'],
  },
  {
    name: 'ostree: the disk itself is at /sysroot, read-only; /boot lies elsewhere',
    tree: `
vda 254:0 disk | /
  vda1 254:1 part | free
  vda4 254:4 part xfs | /
vdb 254:16 disk | /boot
  vdb1 254:17 part ext4 | /boot
loop0 7:0 loop erofs | /
sda 8:0 disk usb rm | free`,
    mounts: `
7:0 / /run/ostree/.private/cfsroot-lower erofs /dev/loop0 ro
0:33 / / overlay composefs ro,lowerdir+=/run/ostree/.private/cfsroot-lower,datadir+=/sysroot/ostree/repo/objects
254:4 / /sysroot xfs /dev/vda4 ro
254:17 / /boot ext4 /dev/vdb1
254:4 /ostree/deploy/fedora/var /var xfs /dev/vda4`,
    loops: ['7:0 /sysroot/ostree/deploy/cfs 254:4'],
  },
  {
    name: 'an older ostree: the root is a folder of the disk at /sysroot, bound',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part ext4 | /
sdb 8:16 disk sata | /sysroot
  sdb1 8:17 part xfs | /sysroot`,
    mounts: `
8:1 /ostree/deploy/x / ext4 /dev/sda1
8:17 / /sysroot xfs /dev/sdb1`,
  },
  {
    name: 'dm-verity: the data on one disk, the hashes on another',
    tree: `
nvme0n1 259:0 disk nvme | /
  nvme0n1p2 259:2 part erofs | /usr
    dm-0=/dev/mapper/usr 253:0 crypt erofs | /usr
  nvme0n1p3 259:3 part crypto_LUKS | /
    dm-1=/dev/mapper/root 253:1 crypt btrfs | /
nvme1n1 259:4 disk nvme | /usr
  nvme1n1p1 259:5 part DM_verity_hash | /usr
    dm-0
  nvme1n1p2 259:6 part erofs | free`,
    mounts: `
0:30 / / btrfs /dev/mapper/root
253:0 / /usr erofs /dev/mapper/usr ro`,
    btrfs: [['253:1']],
  },
  {
    name: 'NixOS on memory, with its store on one disk and what lasts on another',
    tree: `
sda 8:0 disk sata | /nix/store
sdb 8:16 disk sata | /etc
  sdb1 8:17 part ext4 | /etc
sdc 8:32 disk sata | /var/lib
sdd 8:48 disk usb | /root`,
    mounts: `
0:20 / / tmpfs none
8:0 / /nix/store ext4 /dev/sda ro
8:17 /etc /etc ext4 /dev/sdb1
8:32 / /var/lib ext4 /dev/sdc
8:48 / /root ext4 /dev/sdd`,
  },
  {
    name: 'loop devices in loop devices: the archive in the innermost protects all that is below it',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | archive
  sdb1 8:17 part ext4 | archive
loop0 7:0 loop ext4 | archive
loop1 7:1 loop | archive
  loop1p1 259:0 part ext4 | archive
  loop1p2 259:1 part ext4 | free
loop2 7:2 loop | free`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /mnt/a ext4 /dev/sdb1
7:0 / /mnt/b ext4 /dev/loop0
259:0 / /mnt/c ext4 /dev/loop1p1`,
    loops: ['7:2 /mnt/c/inner.img', '7:1 /mnt/b/disk.img', '7:0 /mnt/a/outer.img'],
    archive: '/mnt/c/root.tar',
  },
  {
    name: 'snaps on an ordinary machine: their disk is the system, their loop devices are not',
    tree: `
sda 8:0 disk sata ext4 | /
sdb 8:16 disk usb rm | free
loop0 7:0 loop squashfs | free
loop1 7:1 loop squashfs | free`,
    mounts: `
8:0 / / ext4 /dev/sda
7:0 / /snap/core22/1 squashfs /dev/loop0 ro
7:1 / /snap/firefox/2 squashfs /dev/loop1 ro`,
    loops: ['7:0 /var/lib/snapd/snaps/core22_1.snap', '7:1 /var/lib/snapd/snaps/firefox_2.snap'],
  },
];
