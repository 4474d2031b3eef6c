import type { Filesystem } from './layout.ts';

/** What a filesystem takes as its label, so that it is found by it. Pure, and for the window as well. */

/** The longest labels that mkfs takes; of btrfs a label is as long as those of partitions. */
export const LONGEST_LABEL: Readonly<Record<Filesystem | 'swap', number>> = { ext4: 16, xfs: 12, btrfs: 36, vfat: 11, swap: 15 };

/** What is in front of a label or behind it nobody reads. */
const COMMON = /^(?! )[A-Za-z0-9 ._+:()-]*(?<! )$/;
/** mkfs.vfat refuses the others. */
const OF_FAT = /^[^.+:]*$/;

export function takesLabel(filesystem: Filesystem, label: string): boolean {
  return label.length <= LONGEST_LABEL[filesystem] && COMMON.test(label) && (filesystem !== 'vfat' || OF_FAT.test(label));
}

/** Which labels it takes, behind "up to". */
export function labelsOf(filesystem: Filesystem): string {
  return `${LONGEST_LABEL[filesystem]} letters, digits, spaces and ${filesystem === 'vfat' ? '_ ( ) -' : '. _ + : ( ) -'}`;
}

/** As much of a label as it takes: of one that nobody has asked for. */
export function fittedLabel(filesystem: Filesystem, label: string): string {
  const own = filesystem === 'vfat' ? label.replaceAll(/[.+:]/g, '_') : label;
  return own.trim().slice(0, LONGEST_LABEL[filesystem]).trimEnd();
}
