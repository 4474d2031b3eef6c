import type { Device } from './device.ts';

/**
 * Types of partitions from which firmware starts a boot loader, or a boot loader the system: of GPT and, in hexadecimal, of dos.
 * Without one of them the machine does not come up again, though nothing mounts them (UEFI 2.10, 5.3.3; GRUB's manual,
 * "BIOS installation"; the UAPI Group's Boot Loader Specification; PReP is of POWER machines).
 */
const TYPES: readonly string[] = [
  // EFI system partition
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  '0xef',
  // XBOOTLDR
  'bc13c2ff-59e6-4262-a352-b275fd6f7172',
  '0xea',
  // BIOS boot
  '21686148-6449-6e6f-744e-656564454649',
  // PReP
  '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  '0x41',
];

export function isForLoaders({ partType }: Device): boolean {
  return partType !== undefined && TYPES.includes(partType.toLowerCase());
}
