import { expect, it } from 'vitest';
import { fixedBootOf } from '../../../../shared/boot/fixed.ts';

it.each([
  ['boot/boot.scr', 'script'],
  ['boot/boot.scr.uimg', 'script'],
  ['boot/firmware/boot.scr', 'script'],
  ['boot/efi/EFI/Linux/arch-linux.efi', 'program'],
  ['efi/EFI/BOOT/BOOTX64.EFI', 'program'],
  ['boot/EFI/BOOT/grubx64.efi', 'program'],
  ['boot/efi/EFI/debian/grubx64.efi', undefined],
  ['boot/boot.cmd', undefined],
  ['usr/share/boot.scr', undefined],
  ['EFI/Linux/arch.efi', undefined],
  [`boot/EFI/Linux/${'x'.repeat(200)}.efi`, undefined],
])('%s is booted, and cannot be amended: %s', (name, expected) => expect(fixedBootOf(name)).toBe(expected));
