import { at } from './magic.ts';

/** Disk images that are laid out for a virtual machine or a tool: what is on the disk is in them, but not block by block. */

/** What makes a raw image of it. */
export type Converter = 'qemu-img' | 'simg2img' | 'dmg2img';

export interface ForeignImage {
  /** With its article. */
  readonly what: string;
  readonly converter: Converter;
  /** By the beginning of it. */
  readonly matches: (head: Buffer) => boolean;
}

export const FOREIGN_IMAGES: readonly ForeignImage[] = [
  { what: 'a QEMU disk image', converter: 'qemu-img', matches: at(0, 'QFI\xfb') },
  { what: 'a VMware disk image', converter: 'qemu-img', matches: (head) => at(0, 'KDMV')(head) || at(0, '# Disk DescriptorFile')(head) },
  { what: 'a VirtualBox disk image', converter: 'qemu-img', matches: at(64, '\x7f\x10\xda\xbe') },
  { what: 'a Hyper-V disk image', converter: 'qemu-img', matches: (head) => at(0, 'vhdxfile')(head) || at(0, 'conectix')(head) },
  { what: 'an Android sparse image', converter: 'simg2img', matches: at(0, ':\xff&\xed') },
];
