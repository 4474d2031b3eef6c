import type { Recording } from './record.ts';

/** Laptops and desktops. */
export const desks: readonly Recording[] = [
  {
    name: 'a laptop with LUKS and LVM, swap on LVM, a stick beside',
    tree: String.raw`
nvme0n1 259:0 disk nvme | /
  nvme0n1p1 259:1 part vfat | /boot/efi
  nvme0n1p2 259:2 part ext4 | /boot
  nvme0n1p3 259:3 part crypto_LUKS | /
    dm-0=/dev/mapper/luks-6f9c4b1e-8a2d-4d0e 253:0 crypt LVM2_member | /
      dm-1=/dev/mapper/vg--with--dash-root 253:1 lvm ext4 | /
      dm-2=/dev/mapper/vg--with--dash-swap_1 253:2 lvm swap | swap
sda 8:0 disk usb rm | free
  sda1 8:1 part vfat | free`,
    mounts: String.raw`
253:1 / / ext4 /dev/mapper/vg--with--dash-root
259:2 / /boot ext4 /dev/nvme0n1p2
259:1 / /boot/efi vfat /dev/nvme0n1p1
8:1 / /media/me/STICK vfat /dev/sda1`,
    swaps: ['/dev/dm-2'],
  },
  {
    name: 'three NVMe namespaces on two controllers; the one beside the system is fixed, not protected',
    tree: `
nvme0n1 259:0 disk nvme | /
  nvme0n1p1 259:1 part ext4 | /
nvme0n2 259:2 disk nvme | free fixed
  nvme0n2p1 259:3 part ext4 | free
nvme1n1 259:4 disk nvme | free fixed
nvme10n1 259:5 disk nvme | free fixed`,
    mounts: '259:1 / / ext4 /dev/nvme0n1p1',
  },
  {
    name: 'a desktop with /home on a second disk and /usr on a third',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part ext4 | /
  sda2 8:2 part ntfs | free
sdb 8:16 disk sata | /home
  sdb1 8:17 part xfs | /home
sdc 8:32 disk sata | /usr
  sdc1 8:33 part ext4 | /usr
sdd 8:48 disk sata | free fixed`,
    mounts: `
8:1 / / ext4 /dev/sda1
8:33 / /usr ext4 /dev/sdc1
8:17 / /home xfs /dev/sdb1`,
  },
  {
    name: 'folders of other disks bound to /home and /var',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk sata | /home
  sdb1 8:17 part ext4 | /home
  sdb2 8:18 part ext4 | free
sdc 8:32 disk usb | /var
  sdc1 8:33 part ext4 | /var`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /data ext4 /dev/sdb1
8:17 /people /home ext4 /dev/sdb1
8:33 /var-of-pc /var ext4 /dev/sdc1`,
  },
  {
    name: 'a folder of the system disk bound to /mnt: only its own disk is meant',
    tree: `
sda 8:0 disk sata | /
  sda1 8:1 part ext4 | /
sdb 8:16 disk usb rm | free
  sdb1 8:17 part ext4 | free`,
    mounts: `
8:1 / / ext4 /dev/sda1
8:17 / /mnt ext4 /dev/sdb1
8:1 /srv /mnt/srv ext4 /dev/sda1`,
  },
  {
    name: 'swap on a partition of another disk',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk sata | swap
  sdb1 8:17 part swap | swap
  sdb2 8:18 part ext4 | free`,
    mounts: '8:0 / / ext4 /dev/sda',
    swaps: ['/dev/sdb1'],
  },
  {
    name: 'swap on files: one with a space in its name, one deleted; and zram',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk sata | swap
  sdb1 8:17 part ext4 | swap
sdc 8:32 disk sata | swap
zram0 252:0 disk | swap hidden`,
    mounts: String.raw`
8:0 / / ext4 /dev/sda
8:17 / /mnt/fast\040disk ext4 /dev/sdb1
8:32 / /mnt/other ext4 /dev/sdc`,
    swaps: [String.raw`/mnt/fast\040disk/swap\040file`, String.raw`/mnt/other/swapfile\040(deleted)`, '/dev/zram0'],
  },
  {
    name: 'device mapper names with odd characters',
    tree: String.raw`
sda 8:0 disk sata | /
  sda1 8:1 part crypto_LUKS | /
    dm-0=/dev/mapper/my\x20volume 253:0 crypt ext4 | /
sdb 8:16 disk usb | /home
  sdb1 8:17 part LVM2_member | /home
    dm-1=/dev/mapper/vg--a--b-lv--c_d.e+f 253:1 lvm ext4 | /home
  sdb2 8:18 part LVM2_member | swap
    dm-2=/dev/mapper/größe-日本 253:2 lvm swap | swap
sdc 8:32 disk usb | free
  sdc1 8:33 part crypto_LUKS | free
    dm-3=/dev/mapper/my 253:3 crypt ext4 | free`,
    mounts: String.raw`
253:0 / / ext4 /dev/mapper/my\134x20volume
253:1 / /home ext4 /dev/mapper/vg--a--b-lv--c_d.e+f
253:3 / /media/x ext4 /dev/mapper/my`,
    swaps: ['/dev/mapper/größe-日本'],
  },
  {
    name: 'mount points with spaces, newlines, tabs, backslashes and Unicode; none of them is a system place',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | free
  sdb1 8:17 part ext4 | free
  sdb2 8:18 part ext4 | free
  sdb3 8:19 part ext4 | free
  sdb4 8:20 part ext4 | free`,
    mounts: String.raw`
8:0 / / ext4 /dev/sda
8:17 / /media/me/my\040disk ext4 /dev/sdb1
8:18 / /media/me/new\012/home ext4 /dev/sdb2
8:19 / /media/me/tab\011and\134slash ext4 /dev/sdb3
8:20 / /media/me/Größe日本 ext4 /dev/sdb4`,
  },
  {
    name: 'the archive on a stick with an odd mount point, by NTFS in user space',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | archive
  sdb1 8:17 part ntfs | archive
  sdb2 8:18 part ext4 | free
sdc 8:32 disk usb rm | free
  sdc1 8:33 part ntfs | free`,
    mounts: String.raw`
8:0 / / ext4 /dev/sda
8:17 / /media/me/root\040file\012system fuseblk /dev/sdb1
8:33 / /media/me/root fuseblk /dev/sdc1`,
    archive: '/media/me/root file\nsystem/debian.tar.zst',
  },
  {
    name: 'the app is an AppImage on a stick, the archive on the network',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | app
  sdb1 8:17 part exfat | app
sdc 8:32 disk usb rm | free`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /run/media/me/APPS exfat /dev/sdb1
0:55 / /tmp/.mount_Tarstr fuse.Tarstrap Tarstrap.AppImage
0:56 / /mnt/nas nfs4 nas:/export`,
    app: '/run/media/me/APPS/Tarstrap.AppImage',
    archive: '/mnt/nas/root.tar',
  },
  {
    name: 'systemd-homed: the home of who is logged in, on a loop device and on a stick',
    tree: `
nvme0n1 259:0 disk nvme | /
  nvme0n1p1 259:1 part btrfs | /
loop0 7:0 loop crypto_LUKS | /home/me
  dm-0=/dev/mapper/home-me 253:0 crypt btrfs | /home/me
sda 8:0 disk usb rm | /home/you
  sda1 8:1 part crypto_LUKS | /home/you
    dm-1=/dev/mapper/home-you 253:1 crypt ext4 | /home/you
sdb 8:16 disk usb rm | free
  sdb1 8:17 part ext4 | free`,
    mounts: `
0:30 /@ / btrfs /dev/nvme0n1p1
0:31 /me /home/me btrfs /dev/mapper/home-me
253:1 / /home/you ext4 /dev/mapper/home-you
8:17 / /home/me/mnt/stick ext4 /dev/sdb1`,
    loops: ['7:0 /home/me.home'],
    btrfs: [['259:1'], ['253:0']],
  },
];
