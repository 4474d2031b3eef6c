import type { Recording } from './record.ts';

/** What lies beside an ordinary system, and may be written. */
export const sticks: readonly Recording[] = [
  {
    name: 'a USB disk with LUKS that is closed, one that is open and mounted, one that is open only',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | free
  sdb1 8:17 part crypto_LUKS | free
sdc 8:32 disk usb | free
  sdc1 8:33 part crypto_LUKS | free
    dm-0=/dev/mapper/luks-1 253:0 crypt ext4 | free
sdd 8:48 disk usb crypto_LUKS | free
  dm-1=/dev/mapper/luks-2 253:1 crypt | free`,
    mounts: `
8:0 / / ext4 /dev/sda
253:0 / /media/me/secret ext4 /dev/mapper/luks-1`,
  },
  {
    name: 'a disk with a table but no partitions, an empty one, and one with a filesystem and no table',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm gpt | free
sdc 8:32 disk usb rm | free
sdd 8:48 disk usb rm vfat | free
sde 8:64 disk usb rm iso9660 | free
  sde1 8:65 part iso9660 | free
  sde2 8:66 part vfat | free`,
    mounts: `
8:0 / / ext4 /dev/sda
8:48 / /media/me/A vfat /dev/sdd`,
  },
  {
    name: 'a stick with another system, mounted for a look: none of its folders is ours',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | free
  sdb1 8:17 part vfat | free
  sdb2 8:18 part ext4 | free
  sdb3 8:19 part swap | free
  sdb4 8:20 part ext4 | free`,
    mounts: `
8:0 / / ext4 /dev/sda
8:18 / /mnt ext4 /dev/sdb2
8:17 / /mnt/boot/efi vfat /dev/sdb1
8:20 / /mnt/home ext4 /dev/sdb4`,
  },
  {
    name: 'a stick of which one partition is bound into the system',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | /boot
  sdb1 8:17 part ext4 | /boot
  sdb2 8:18 part vfat | free`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /mnt/keys ext4 /dev/sdb1
8:17 /boot /boot ext4 /dev/sdb1`,
  },
  {
    name: 'places whose names only begin like one of the system',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb | free
sdc 8:32 disk usb | free
sdd 8:48 disk usb | free
sde 8:64 disk usb | free`,
    mounts: String.raw`
8:0 / / ext4 /dev/sda
8:16 / /home2 ext4 /dev/sdb
8:32 / /var/tmp/x ext4 /dev/sdc
8:48 / /boot\040 ext4 /dev/sdd
8:64 / /home/me/usb ext4 /dev/sde`,
  },
  {
    name: 'the archive on the stick, which is also what the app runs from',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | archive
  sdb1 8:17 part ext4 | archive
  sdb2 8:18 part ext4 | app`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /mnt/a ext4 /dev/sdb1
8:18 / /mnt/b ext4 /dev/sdb2`,
    archive: '/mnt/a/root.tar',
    app: '/mnt/b/Tarstrap.AppImage',
  },
  {
    name: 'the archive where a later mount hides the first',
    tree: `
sda 8:0 disk sata | /
sdb 8:16 disk usb rm | free
  sdb1 8:17 part ext4 | free
sdc 8:32 disk usb rm | archive
  sdc1 8:33 part ext4 | archive`,
    mounts: `
8:0 / / ext4 /dev/sda
8:17 / /mnt ext4 /dev/sdb1
8:33 / /mnt ext4 /dev/sdc1`,
    archive: '/mnt/root.tar',
  },
];
