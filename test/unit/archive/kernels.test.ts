import { expect, it } from 'vitest';
import { foldKernels, isKernelName } from '../../../electron/archive/kernels.ts';
import type { EntryType } from '../../../electron/archive/listing.ts';
import { growTree } from '../../../electron/archive/expected.ts';
import { entryOf } from './entries.ts';

const ID = '0123456789abcdef0123456789abcdef';

it.each([
  ['boot/vmlinuz-6.1.0-13-arm64', true],
  ['boot/vmlinuz', true],
  ['boot/firmware/kernel8.img', true],
  ['boot/firmware/vmlinuz', true],
  ['kernel_2712.img', true],
  ['boot/Image.gz', true],
  ['boot/zImage', true],
  ['boot/fitImage', true],
  ['boot/fitImage-6.6.30', true],
  ['boot/image.itb', true],
  ['fitImage', true],
  ['boot/kernel-6.6.30-gentoo-dist', true],
  ['boot/kernels/0abc-linux-6.6.30-bzImage', true],
  ['boot/nixos/0abc-linux-6.6-Image', true],
  ['usr/lib/modules/6.8.1-arch1-1/vmlinuz', true],
  ['lib/modules/6.8.1/vmlinuz-virt.efi', true],
  ['lib/modules/6.8.1/Image', true],
  [`boot/${ID}/6.1.0-13-amd64/linux`, true],
  [`efi/${ID}/6.1/linux`, true],
  [`${ID}/6.1/linux`, true],
  ['boot/fedora/6.8.5-301.fc40.x86_64/linux', true],
  ['boot/efi/EFI/BOOT/BOOTAA64.EFI', true],
  ['boot/EFI/Linux/arch-linux.efi', true],
  ['efi/EFI/Linux/fedora-6.8.efi', true],
  ['EFI/Linux/debian.efi', true],
  ['EFI/BOOT/BOOTX64.EFI', true],
  ['boot/initrd.img', false],
  ['boot/config-6.1', false],
  ['boot/kernel-6.6.30.config', false],
  ['boot/Images/logo.png', false],
  ['boot/loader/entries/arch.conf', false],
  ['usr/lib/systemd/boot/efi/systemd-bootx64.efi', false],
  ['usr/lib/modules/6.8/modules.dep', false],
  ['usr/src/6.8/linux', false],
  ['usr/share/vmlinuz', false],
])('kernel %s: %s', (name, expected) => expect(isKernelName(name)).toBe(expected));

/** A folder ends with a slash; a hard link's target begins with `=`. */
function kernelsOf(members: Readonly<Record<string, string | null>>): string[] {
  const kernels = foldKernels();
  const growth = growTree();
  for (const [name, link] of Object.entries(members)) {
    const type: EntryType = link === null ? (name.endsWith('/') ? 'directory' : 'file') : link.startsWith('=') ? 'hardlink' : 'symlink';
    const entry = entryOf(name, type, link?.replace('=', ''));
    growth.add(entry);
    kernels.add(entry, name);
  }
  return kernels.result(growth.tree.paths);
}

it.each<[string, Record<string, string | null>, readonly string[]]>([
  ['a symlink at the top to one that is known', { vmlinuz: 'boot/vmlinuz-6.1', 'boot/vmlinuz-6.1': null }, ['boot/vmlinuz-6.1']],
  ['a symlink to what has another name', { 'boot/vmlinuz': '/usr/lib/k/blob', 'usr/lib/k/blob': null }, ['boot/vmlinuz']],
  ['a symlink through a symlink', { 'boot/Image': 'current/blob', 'boot/current': '../opt', 'opt/blob': null }, ['boot/Image']],
  ['a hard link to what has another name', { 'usr/k/blob': null, 'boot/vmlinuz-6.1': '=./usr/k/blob' }, ['boot/vmlinuz-6.1']],
  ['two names of one file', { 'lib/modules/6.1/vmlinuz': null, 'boot/vmlinuz-6.1': '=lib/modules/6.1/vmlinuz' }, ['lib/modules/6.1/vmlinuz']],
  ['a link that leads nowhere', { vmlinuz: 'boot/vmlinuz-6.1' }, []],
  ['/boot itself is a link', { boot: 'usr/boot', 'usr/boot/vmlinuz-6': null, 'usr/boot/config': null }, ['boot/vmlinuz-6']],
  ['/boot is a link to what lies elsewhere', { boot: '/opt/b', 'opt/': null, 'opt/b/': null, 'opt/b/EFI/BOOT/X.EFI': null }, ['boot/EFI/BOOT/X.EFI']],
  ['/boot is a link to nowhere', { boot: 'usr/boot', 'usr/vmlinuz': null }, []],
  ['/boot is a link to the top', { boot: '.', vmlinuz: null }, ['vmlinuz']],
  ['a link to itself', { 'boot/vmlinuz': 'vmlinuz' }, []],
])('%s', (_, members, expected) => expect(kernelsOf(members)).toEqual(expected));

it('names eight at most', () => {
  const names = Array.from({ length: 20 }, (_, i) => `boot/vmlinuz-${i}`);
  expect(kernelsOf(Object.fromEntries(names.map((name) => [name, null])))).toEqual(names.slice(0, 8));
});
