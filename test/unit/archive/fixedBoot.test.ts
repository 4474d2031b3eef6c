import { expect, it } from 'vitest';
import { drivesNamedIn } from '../../../electron/archive/fixedBoot.ts';

const UUID = '99999999-2222-4333-8444-555555555555';

/** As mkimage(1) makes it. */
function script(text: string, { magic = 0x27051956, type = 6 } = {}): Buffer {
  const head = Buffer.alloc(72);
  head.writeUInt32BE(magic, 0);
  head[30] = type;
  head.writeUInt32BE(text.length, 64);
  return Buffer.concat([head, Buffer.from(text)]);
}

it.each([
  ['setenv bootargs "console=ttyS0 root=/dev/mmcblk0p2 rootwait"\nbootz\n', ['/dev/mmcblk0p2']],
  ['# root=/dev/sda1\n  #root=/dev/sda2\nsetenv bootargs root=LABEL=card\n', ['LABEL=card']],
  ["if a; then setenv bootargs 'root=/dev/sda1'; else setenv bootargs root=/dev/sdb1; fi; setenv again root=/dev/sda1", ['/dev/sda1', '/dev/sdb1']],
  // As Armbian has it, and Debian's flash-kernel.
  ['setenv rootdev "/dev/mmcblk0p1"\nload ${devtype} ${devnum} ${load_addr} armbianEnv.txt\nsetenv bootargs "root=${rootdev} rootwait"\n', []],
  ['setenv bootargs root=/dev/sda1\nsetenv bootargs root=${rootdev}\n', []],
  ['setenv bootargs ${bootargs} quiet\nbootz ${kernel_addr_r} ${ramdisk_addr_r}:${filesize}\n', []],
  ['setenv bootroot=/dev/sda1 nfsroot=/srv\n', []],
])('a script of U-Boot: %j', (text, drives) => expect(drivesNamedIn('boot/boot.scr', script(text))).toEqual(drives));

it.each([
  ['of another kind', script('root=/dev/sda1', { type: 2 })],
  ['of another format', script('root=/dev/sda1', { magic: 0xd00dfeed })],
  ['that is only text', Buffer.from(`root=/dev/sda1${' '.repeat(100)}`)],
  ['that ends within its header', script('').subarray(0, 40)],
])('a script %s tells nothing', (_, bytes) => expect(drivesNamedIn('boot/boot.scr', bytes)).toEqual([]));

/** A program of UEFI, as far as its section table: each with its contents. */
function program(sections: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(sections);
  const bytes = Buffer.alloc(1024 + names.length * 512);
  bytes.write('MZ');
  bytes.writeUInt32LE(128, 60);
  bytes.write('PE\0\0', 128);
  bytes.writeUInt16LE(names.length, 134);
  bytes.writeUInt16LE(240, 148);
  names.forEach((name, i) => {
    const header = 128 + 24 + 240 + i * 40;
    bytes.write(name, header);
    bytes.writeUInt32LE(sections[name]?.length ?? 0, header + 8);
    bytes.writeUInt32LE(1024 + i * 512, header + 20);
    bytes.write(sections[name] ?? '', 1024 + i * 512);
  });
  return bytes;
}

const GRUB = `search.fs_uuid ${UUID} root hd0,gpt2 \nset prefix=($root)'/boot/grub'\n`;

it.each([
  ['a kernel with its parameters', { '.osrel': 'ID=arch\n', '.cmdline': `root=UUID=${UUID} rw quiet\0` }, [`UUID=${UUID}`]],
  ['a kernel whose initramfs finds the root', { '.cmdline': 'quiet', '.linux': 'root=/dev/sda1 search.fs_uuid' }, []],
  ['a kernel without parameters', { '.linux': 'root=/dev/sda1', '.initrd': 'root=/dev/sdb1' }, []],
  ['GRUB for one filesystem', { '.text': '', mods: GRUB }, [`UUID=${UUID}`]],
  ['GRUB for FAT, which it is on itself', { mods: GRUB.replace(UUID, 'ABCD-EF01') }, []],
  ['a GRUB that looks for a file', { mods: 'search --file /.disk/info --set=root\n' }, []],
])('a program of UEFI: %s', (_, sections, drives) => {
  const bytes = program(sections);
  expect(drivesNamedIn('boot/efi/EFI/BOOT/BOOTX64.EFI', bytes)).toEqual(drives);
});

it('a program that is cut off anywhere, or lies about itself, tells nothing wrong', () => {
  const whole = program({ '.cmdline': 'root=/dev/sda1' });
  for (let length = 0; length < whole.length; length += 1) {
    const told = drivesNamedIn('boot/efi/EFI/BOOT/a.efi', whole.subarray(0, length));
    if (told.length > 0) expect('/dev/sda1'.startsWith(told[0] ?? ' ')).toBe(true);
  }
  for (const at of [60, 134, 148, 128 + 24 + 240 + 8, 128 + 24 + 240 + 20]) {
    const lying = Buffer.from(whole);
    lying.fill(0xff, at, at + 2);
    lying.fill(0xff, at + 2, at + 4);
    expect(drivesNamedIn('boot/efi/EFI/BOOT/a.efi', lying).length).toBeLessThanOrEqual(1);
  }
});
