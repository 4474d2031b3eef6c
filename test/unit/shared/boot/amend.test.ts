import { describe, expect, it } from 'vitest';
import { amendBoot } from '../../../../shared/boot/amend.ts';
import { bootKindOf } from '../../../../shared/boot/kind.ts';
import type { LaidSystem, LaidVolume } from '../../../../shared/boot/laid.ts';

const ROOT: LaidVolume = { mount: '/', filesystem: 'ext4', uuid: '11111111-2222-4333-8444-555555555555', label: 'rootfs', partuuid: '0123abcd-02' };
const BOOT: LaidVolume = { mount: '/boot', filesystem: 'vfat', uuid: 'ABCD-EF01', label: 'boot', partuuid: '0123abcd-01' };
const UUID = `UUID=${ROOT.uuid}`;
const PART = 'PARTUUID=0123abcd-02';

interface Changes {
  readonly volumes?: readonly LaidVolume[];
  readonly swap?: string;
  readonly files?: readonly string[];
}

function amended(name: string, text: string, { volumes = [ROOT], swap, files = [] }: Changes = {}): string {
  const kind = bootKindOf(name);
  if (kind === undefined) throw new Error(`${name} is no boot configuration`);
  const laid: LaidSystem = { volumes, swap, has: (path) => files.includes(path) };
  return amendBoot(text, { name, kind }, laid);
}

describe('root=', () => {
  it.each([
    ['/dev/mmcblk0p2', PART],
    ['/dev/sda1', PART],
    ['/dev/mapper/vg-root', PART],
    ['/dev/disk/by-path/platform-1c0f000.mmc-part1', PART],
    ['b302', PART],
    ['179:2', PART],
    ['PARTUUID=deadbeef-02', PART],
    ['PARTLABEL=root', PART],
    ['UUID=99999999-2222-4333-8444-555555555555', UUID],
    ['LABEL=other', UUID],
    ['/dev/disk/by-uuid/99999999-2222-4333-8444-555555555555', UUID],
  ])('%s of another drive becomes %s', (before, after) => {
    expect(amended('boot/cmdline.txt', `console=tty1 root=${before} rootwait\n`)).toBe(`console=tty1 root=${after} rootwait\n`);
  });

  it.each([
    `root=${UUID}`,
    `root=UUID=${ROOT.uuid.toUpperCase()}`,
    `root=${PART}`,
    'root=LABEL=rootfs',
    `root=/dev/disk/by-uuid/${ROOT.uuid}`,
    'root=/dev/nfs nfsroot=10.0.0.1:/srv',
    'root=/dev/ram0',
    'root=${rootdev}',
    'root=gpt-auto',
    'root=tank/ROOT',
    'console=tty1 bootroot=/dev/sda1',
  ])('%s stays', (line) => {
    expect(amended('boot/cmdline.txt', line)).toBe(line);
  });

  it('names the filesystem where the partition has no number of its own', () => {
    const { partuuid: _, ...root } = ROOT;
    expect(amended('boot/cmdline.txt', 'root=/dev/sda1', { volumes: [root] })).toBe(`root=${UUID}`);
  });
});

describe('parameters beside it', () => {
  it.each([
    ['root=/dev/sda1 rootfstype=btrfs quiet', `root=${PART} rootfstype=ext4 quiet`],
    ['root=/dev/sda1 rootfstype=ext4,xfs', `root=${PART} rootfstype=ext4,xfs`],
    ['root=/dev/sda1 rootflags=subvol=@ rw', `root=${PART} rw`],
    ['root=/dev/sda1 rootflags=subvol=@,noatime rw', `root=${PART} rootflags=noatime rw`],
    ['root=/dev/sda1 rootflags=compress=zstd', `root=${PART}`],
    ['root=/dev/sda1 resume=UUID=99 quiet', `root=${PART} quiet`],
    ['root="LABEL=my root" ro', `root=${UUID} ro`],
    ['root=/dev/ram0 real_root=UUID=99 crypt_root=UUID=98 dolvm', `root=/dev/ram0 real_root=${UUID} dolvm`],
    ['pmos_boot_uuid=99 pmos_root_uuid=98 pmos_rootfsopts=defaults', ` pmos_root_uuid=${ROOT.uuid} pmos_rootfsopts=defaults`],
    ['root=UUID=99 luks.name=97=root luks.uuid=97 boot=UUID=99 fips=1 mount.usr=UUID=98', `root=${UUID} fips=1`],
    ['root=UUID=99 cryptroot=UUID=98 cryptdm=root boot=casper', `root=${UUID} boot=casper`],
    ['modules=loop,squashfs,sd-mod quiet root=/dev/mmcblk0p2', `modules=loop,squashfs,sd-mod quiet root=${UUID}`],
    ['console=tty1 root=LABEL=writable\r', `console=tty1 root=${UUID}\r`],
    ['root=/dev/mapper/luks-1 rd.luks.uuid=luks-1 rd.lvm.lv=vg/root quiet', `root=${PART} quiet`],
    ['cryptdevice=UUID=1:root root=/dev/mapper/root', ` root=${PART}`],
  ])('%s', (before, after) => {
    expect(amended('boot/cmdline.txt', before)).toBe(after);
  });

  it('wakes up from the swap that is there', () => {
    expect(amended('boot/cmdline.txt', 'resume=/dev/sda3', { swap: 'aaaa' })).toBe('resume=UUID=aaaa');
  });

  it('keeps options of the filesystem that it is', () => {
    const line = `root=${UUID} rootflags=compress=zstd:1,noatime`;
    expect(amended('boot/cmdline.txt', line, { volumes: [{ ...ROOT, filesystem: 'btrfs' }] })).toBe(line);
  });
});

describe('each kind of file', () => {
  it('extlinux.conf', () => {
    const text = 'default l0\n# root=/dev/sda9\nlabel l0\n\tlinux /boot/vmlinuz-6.1\n\tappend root=/dev/mmcblk0p1 ro\n';
    expect(amended('boot/extlinux/extlinux.conf', text, { files: ['boot/vmlinuz-6.1'] })).toBe(text.replace('/dev/mmcblk0p1', PART));
  });

  it('an entry of the Boot Loader Specification', () => {
    expect(amended('boot/loader/entries/arch.conf', 'title Arch\nlinux /vmlinuz-linux\noptions root=LABEL=arch rw\n', { files: ['boot/vmlinuz-linux'] })).toBe(
      `title Arch\nlinux /boot/vmlinuz-linux\noptions root=${UUID} rw\n`,
    );
  });

  it('armbianEnv.txt', () => {
    expect(amended('boot/armbianEnv.txt', 'verbosity=1\nrootdev=UUID=99-1\nrootfstype=btrfs\nextraargs=root=/dev/x\n')).toBe(
      `verbosity=1\nrootdev=${UUID}\nrootfstype=ext4\nextraargs=root=${PART}\n`,
    );
  });

  it('uEnv.txt of a BeagleBone', () => {
    const text =
      'uname_r=5.10\n#uuid=\nuuid=99999999-2222-4333-8444-555555555555\nmmcroot=/dev/mmcblk0p1 ro\nmmcrootfstype=ext4 rootwait\nfdtfile=am335x.dtb\n';
    expect(amended('boot/uEnv.txt', text)).toBe(
      `uname_r=5.10\n#uuid=\nuuid=${ROOT.uuid}\nmmcroot=${PART} ro\nmmcrootfstype=ext4 rootwait\nfdtfile=am335x.dtb\n`,
    );
  });

  it('boot.ini of an ODROID', () => {
    const text =
      'ODROIDXU-UBOOT-CONFIG\nsetenv rootdev "/dev/mmcblk0p2"\nsetenv bootrootfs "console=tty1 root=UUID=99-1 rootwait ro"\nsetenv fdtloadaddr 0x1\n';
    expect(amended('boot/boot.ini', text)).toBe(
      `ODROIDXU-UBOOT-CONFIG\nsetenv rootdev "${PART}"\nsetenv bootrootfs "console=tty1 root=${UUID} rootwait ro"\nsetenv fdtloadaddr 0x1\n`,
    );
  });

  it('grub.cfg: what it searches for, and what its kernels get, but not its own root', () => {
    const old = '99999999-2222-4333-8444-555555555555';
    const text = [
      "set root='hd0,gpt2'",
      `  search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt2 ${old}`,
      `\tlinux /boot/vmlinuz-6.1 root=UUID=${old} ro quiet`,
      '\tinitrd\t/boot/initrd.img-6.1',
      '',
    ].join('\n');
    const files = ['boot/vmlinuz-6.1', 'boot/initrd.img-6.1'];
    expect(amended('boot/grub/grub.cfg', text, { files })).toBe(text.replaceAll(old, ROOT.uuid));
    expect(amended('boot/grub/grub.cfg', text, { files, volumes: [ROOT, BOOT] })).toBe(
      text.replace(`gpt2 ${old}`, `gpt2 ${BOOT.uuid}`).replace(old, ROOT.uuid).replace('/boot/vmlinuz', '/vmlinuz').replace('/boot/initrd', '/initrd'),
    );
  });

  it('what an initramfs is to find, where there is one, by the filesystem', () => {
    const text = '  initrd /boot/initrd.img\n  append root=/dev/mmcblk0p1 ro\n';
    expect(amended('boot/extlinux/extlinux.conf', text, { files: ['boot/initrd.img'] })).toBe(text.replace('/dev/mmcblk0p1', UUID));
  });

  it('what GRUB remembers, in 1024 bytes', () => {
    const text = '# GRUB Environment Block\nsaved_entry=0\nkernelopts=root=/dev/mapper/rhel-root ro rd.lvm.lv=rhel/root quiet\n'.padEnd(1024, '#');
    const now = amended('boot/grub2/grubenv', text);
    expect(now).toHaveLength(1024);
    expect(now).toMatch(new RegExp(`^# GRUB Environment Block\nsaved_entry=0\nkernelopts=root=${PART} ro quiet\n#+$`));
  });

  it.each([
    ['boot/grub/grub.cfg', 'search --no-floppy --label --set=root BOOT', `search --no-floppy --fs-uuid --set=root ${ROOT.uuid}`],
    ['boot/grub/grub.cfg', 'search.fs_label elsewhere root', `search.fs_uuid ${ROOT.uuid} root`],
    ['boot/grub/grub.cfg', 'search --no-floppy --label --set=root rootfs', 'search --no-floppy --label --set=root rootfs'],
    ['boot/grub/grub.cfg', 'search --no-floppy --set=root --file /vmlinuz', 'search --no-floppy --set=root --file /boot/vmlinuz'],
    ['boot/grub/grub.cfg', 'search --no-floppy --fs-uuid --set=root $rootuuid', 'search --no-floppy --fs-uuid --set=root $rootuuid'],
    ['boot/grub2/bootuuid.cfg', 'set BOOT_UUID="99999999-2222-4333-8444-555555555555"', `set BOOT_UUID="${ROOT.uuid}"`],
    ['boot/grub/grub.cfg', 'menuentry "x" { linux /boot/vmlinuz root=/dev/sda2 ro }', `menuentry "x" { linux /boot/vmlinuz root=${PART} ro }`],
    ['boot/firmware/current/cmdline.txt', 'root=LABEL=writable quiet', `root=${UUID} quiet`],
    ['media/boot/boot.ini', 'setenv bootargs "root=UUID=99 rootwait ro ${condev}"', `setenv bootargs "root=${UUID} rootwait ro \${condev}"`],
    [
      'boot/efi/STARTUP.NSH',
      '\\linux\\vmlinuz initrd=\\linux\\initrd.img root=UUID=99 rootfstype=btrfs rw',
      `\\linux\\vmlinuz initrd=\\linux\\initrd.img root=${UUID} rootfstype=ext4 rw`,
    ],
    ['boot/boot.ini', 'setenv mmcroot "/dev/mmcblk0p2 ro"', `setenv mmcroot "${PART} ro"`],
    ['boot/boot.ini', 'setenv rootfstype "btrfs"', 'setenv rootfstype "ext4"'],
    ['boot/uboot/uEnv.txt', 'mmcroot=PARTUUID=${uuid} ro', 'mmcroot=PARTUUID=${uuid} ro'],
    ['boot/uEnv.txt', 'rootpart=1:2', 'rootpart=1:2'],
    ['boot/uEnv.txt', 'rootpartuuid=deadbeef-02', `rootpartuuid=${ROOT.partuuid}`],
    ['etc/default/grub.d/50-cloudimg.cfg', 'GRUB_CMDLINE_LINUX="root=/dev/sda1 quiet"', `GRUB_CMDLINE_LINUX="root=${PART} quiet"`],
  ])('%s: %s', (name, before, after) => expect(amended(name, before, { files: ['boot/vmlinuz'] })).toBe(after));

  it('the stub beside an EFI program', () => {
    const text = (prefix: string): string => `search.fs_uuid 99999999-2222-4333-8444-555555555555 root hd0,gpt2\nset prefix=${prefix}\n`;
    const now = (prefix: string): string => text(prefix).replace('99999999-2222-4333-8444-555555555555', ROOT.uuid);
    for (const before of ["($root)'/boot/grub'", "($root)'/grub'", "($root)'/@/boot/grub'"])
      expect(amended('boot/efi/EFI/debian/grub.cfg', text(before), { files: ['boot/grub'] })).toBe(now("($root)'/boot/grub'"));
    expect(amended('boot/efi/EFI/fedora/grub.cfg', text('($dev)/grub2'), { files: ['boot/grub2'] })).toBe(now('($dev)/boot/grub2'));
  });

  it('what writes them next time', () => {
    expect(amended('etc/kernel/cmdline', 'root=/dev/sda2 quiet\n')).toBe(`root=${PART} quiet\n`);
    expect(amended('etc/default/u-boot', '#U_BOOT_ROOT=""\nU_BOOT_ROOT="root=/dev/mmcblk0p1"\n')).toBe(`#U_BOOT_ROOT=""\nU_BOOT_ROOT="root=${PART}"\n`);
  });
});

describe('paths', () => {
  it.each([
    ['from the top of a /boot of its own', '/boot/vmlinuz', ['boot/vmlinuz'], [ROOT, BOOT], '/vmlinuz'],
    ['from the top of the tree', '/vmlinuz', ['boot/vmlinuz'], [ROOT], '/boot/vmlinuz'],
    ['where it is right', '/vmlinuz', ['vmlinuz', 'boot/vmlinuz'], [ROOT], '/vmlinuz'],
    ['where it is nowhere', '/vmlinuz', [], [ROOT, BOOT], '/vmlinuz'],
    ['of a subvolume', '/@/boot/vmlinuz', ['boot/vmlinuz'], [ROOT], '/boot/vmlinuz'],
    ['of a subvolume, to a /boot of its own', '/@/boot/vmlinuz', ['boot/vmlinuz'], [ROOT, BOOT], '/vmlinuz'],
    ['with the configuration of a FIT image', '/fitImage#conf-1', ['boot/fitImage'], [ROOT], '/boot/fitImage#conf-1'],
    ['with a variable', '/vmlinuz-$kver', ['boot/vmlinuz-'], [ROOT], '/vmlinuz-$kver'],
  ])('%s', (_, before, files, volumes, after) => {
    expect(amended('boot/extlinux/extlinux.conf', `  kernel ${before}`, { files, volumes })).toBe(`  kernel ${after}`);
  });
});

it.each([
  ['boot/grub/grub.cfg', 'initrd /intel-ucode.img /initramfs.img', 'initrd /boot/intel-ucode.img /boot/initramfs.img'],
  ['boot/syslinux/syslinux.cfg', 'INITRD /intel-ucode.img,/initramfs.img', 'INITRD /boot/intel-ucode.img,/boot/initramfs.img'],
  ['boot/extlinux/extlinux.conf', 'fdtoverlays /dtbo/a.dtbo /dtbo/b.dtbo', 'fdtoverlays /boot/dtbo/a.dtbo /dtbo/b.dtbo'],
  ['boot/grub/grub.cfg', 'linux /vmlinuz /initramfs.img', 'linux /vmlinuz /initramfs.img'],
])('all paths of a line, or the first one only: %s: %s', (name, before, after) => {
  expect(amended(name, before, { files: ['boot/intel-ucode.img', 'boot/initramfs.img', 'boot/dtbo/a.dtbo'] })).toBe(after);
});

describe('which files', () => {
  it.each(['etc/fstab', 'boot/readme.txt', 'usr/share/doc/extlinux.conf', 'boot/x/../extlinux.conf', 'etc/kernel/cmdline.d', 'home/boot/cmdline.txt'])(
    'not %s',
    (name) => {
      expect(bootKindOf(name)).toBeUndefined();
    },
  );
});

/** Where a pattern went back and forth in these, the test would not end in time. */
it('a line that is meant to take long', () => {
  for (const text of [
    'root='.repeat(200_000),
    ' '.repeat(1_000_000),
    `setenv ${'_'.repeat(500_000)}`,
    `uuid=${'-0000'.repeat(200_000)}`,
    `search --fs-uuid ${'0'.repeat(900_000)}`,
  ])
    for (const name of ['boot/cmdline.txt', 'boot/boot.ini', 'boot/uEnv.txt', 'boot/grub/grub.cfg', 'boot/extlinux/extlinux.conf']) amended(name, text);
});
