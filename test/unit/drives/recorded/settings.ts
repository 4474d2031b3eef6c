import type { Recording } from './record.ts';

const ESP = 'parttype=c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

/** What is not mounted now, and is needed to come up again. */
export const settings: readonly Recording[] = [
  {
    name: 'an EFI partition behind an automount that waits, and a stick with one of its own',
    tree: `
nvme0n1 259:0 disk nvme | /
  nvme0n1p1 259:1 part vfat uuid=6054-01B5 ${ESP} | due:/boot/efi
  nvme0n1p2 259:2 part ext4 uuid=11ad | /
  nvme0n1p3 259:3 part ntfs uuid=22ad | free
sda 8:0 disk usb rm | free
  sda1 8:1 part vfat uuid=AAAA-BBBB ${ESP} | free`,
    mounts: `
259:2 / / ext4 /dev/nvme0n1p2
0:40 / /boot/efi autofs systemd-1`,
    fstab: `
# what the installer wrote
UUID=11ad / ext4 errors=remount-ro 0 1
UUID=6054-01b5\t/boot/efi/\tvfat\tumask=0077,noauto,x-systemd.automount 0 1`,
  },
  {
    name: 'loaders beside the system that nothing mounts; those of another system on another disk',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part parttype=21686148-6449-6e6f-744e-656564454649 | loader
  sda2 8:2 part vfat parttype=C12A7328-F81F-11D2-BA4B-00A0C93EC93B | loader
  sda3 8:3 part vfat parttype=bc13c2ff-59e6-4262-a352-b275fd6f7172 | loader
  sda4 8:4 part parttype=9e1a2d38-c612-4316-aa26-8b49521e5a8b | loader
  sda5 8:5 part ext4 parttype=0fc63daf-8483-4772-8e79-3d69d8477de4 | /
  sda6 8:6 part ext4 parttype=0fc63daf-8483-4772-8e79-3d69d8477de4 | free
sdb 8:16 disk sata | free fixed
  sdb1 8:17 part vfat ${ESP} | free
  sdb2 8:18 part ntfs | free`,
    mounts: '8:5 / / ext4 /dev/sda5',
  },
  {
    name: 'the same of dos tables, below LUKS; with swap alone it is the system as well',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part vfat parttype=0xef | loader
  sda2 8:2 part parttype=0xea | loader
  sda3 8:3 part parttype=0x41 | loader
  sda4 8:4 part crypto_LUKS parttype=0x83 | /
    dm-0=/dev/mapper/root 253:0 crypt ext4 | /
sdb 8:16 disk sata | swap
  sdb1 8:17 part vfat parttype=0xef | loader
  sdb2 8:18 part swap parttype=0x82 | swap`,
    mounts: '253:0 / / ext4 /dev/mapper/root',
    swaps: ['/dev/sdb2'],
  },
  {
    name: 'Gentoo: /boot is mounted by hand, by a label with a space; what is no place of the system is free',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part ext4 | /
sdb 8:16 disk usb | due:/boot
  sdb1 8:17 part ext4 label=my_boot | due:/boot
  sdb2 8:18 part ext4 label=backup | free
sdc 8:32 disk usb | free
  sdc1 8:33 part ext4 label=nas:/export | free`,
    mounts: '8:1 / / ext4 /dev/sda1',
    fstab: String.raw`
/dev/sda1 / ext4 defaults 0 1
LABEL=my\040boot /boot ext4 noauto 0 2
LABEL=backup /mnt/backup ext4 noauto 0 2
#LABEL=backup /home ext4 defaults 0 2
nas:/export /home nfs noauto 0 0
/srv/home /root none bind,noauto`,
  },
  {
    name: "a copy of the Pi's card has the same tags, and is free as long as the card itself is mounted",
    tree: `
mmcblk0 179:0 disk sd | /
  mmcblk0p1 179:1 part vfat partuuid=738a4d67-01 parttype=0xc | /boot/firmware
  mmcblk0p2 179:2 part ext4 partuuid=738a4d67-02 parttype=0x83 | /
sda 8:0 disk usb rm | free
  sda1 8:1 part vfat partuuid=738a4d67-01 parttype=0xc | free
  sda2 8:2 part ext4 partuuid=738a4d67-02 parttype=0x83 | free`,
    mounts: `
179:2 / / ext4 /dev/root
179:1 / /boot/firmware vfat /dev/mmcblk0p1`,
    fstab: `
PARTUUID=738a4d67-01 /boot/firmware vfat defaults 0 2
PARTUUID=738a4d67-02 / ext4 defaults,noatime 0 1`,
  },
  {
    name: 'nobody knows which of two is /boot as long as neither is mounted',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | due:/boot
  sdb1 8:17 part ext4 partuuid=738a4d67-01 | due:/boot
sdc 8:32 disk usb | due:/boot
  sdc1 8:33 part ext4 partuuid=738a4d67-01 | due:/boot`,
    mounts: '8:0 / / ext4 /dev/sda',
    fstab: 'PARTUUID="738A4D67-01" /boot ext4 defaults 0 2',
  },
  {
    name: 'swap that is off, by a node and by a tag',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk sata | due:swap
  sdb1 8:17 part swap uuid=aa-bb | due:swap
sdc 8:32 disk sata | due:swap
  sdc1 8:33 part LVM2_member | due:swap
    dm-0=/dev/mapper/vg-swap 253:0 lvm swap | due:swap`,
    mounts: '8:0 / / ext4 /dev/sda',
    fstab: `
UUID='AA-BB' none swap sw,noauto 0 0
/dev/mapper/vg-swap swap swap sw 0 0
/swapfile none swap sw 0 0`,
  },
  {
    name: 'swap that is on, and a copy of it',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part swap uuid=aa-bb | swap
  sda2 8:2 part ext4 | /
sdb 8:16 disk usb | free
  sdb1 8:17 part swap uuid=aa-bb | free`,
    mounts: '8:2 / / ext4 /dev/sda2',
    swaps: ['/dev/sda1'],
    fstab: 'UUID=aa-bb none swap sw 0 0',
  },
  {
    name: 'units of systemd in the place of /etc/fstab',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | due:/boot
  sdb1 8:17 part ext4 partlabel=boot_files | due:/boot
  sdb2 8:18 part swap label=spare | due:swap
  sdb3 8:19 part ext4 label=data | free`,
    mounts: '8:0 / / ext4 /dev/sda',
    units: [
      String.raw`[Mount]
What=/dev/sda
What=/dev/disk/by-partlabel/boot\x20files
Where=/boot
Type=ext4`,
      '[Swap]\nWhat = LABEL=spare\n',
      '[Mount]\nWhat=/dev/disk/by-label/data\nWhere=/srv/data\n',
      '',
    ],
  },
  {
    name: "a user's FUSE mount in his home does not stand for the drive that is to be mounted there",
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | due:/home/me
  sdb1 8:17 part ext4 uuid=aa-bb | due:/home/me`,
    mounts: `
8:0 / / ext4 /dev/sda
0:50 / /home/me fuse.sshfs /dev/sdb1`,
    fstab: 'UUID=aa-bb /home/me ext4 noauto 0 2',
  },
];
