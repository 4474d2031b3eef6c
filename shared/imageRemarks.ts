import type { ImageFacts } from './imageFacts.ts';
import type { Remark } from './remarks.ts';

/** What is worth knowing of a disk image before it is written. */
export function imageRemarks({ form, table, filesystem, backupGpt, bmap }: ImageFacts): Remark[] {
  return [
    ...(form === 'iso' && table === 'none' ? [FOR_DISCS] : []),
    ...(form === 'filesystem' && filesystem?.name === 'squashfs' ? [SQUASHED] : []),
    ...(backupGpt === 'missing' ? [NO_BACKUP] : []),
    ...(bmap && !bmap.isChecked ? [UNCHECKED] : []),
  ];
}

const FOR_DISCS: Remark = {
  id: 'iso-for-discs',
  tone: 'caution',
  text: 'This ISO has no partition table: it was made for discs, and few machines start from it on a drive.',
  advice: 'Look for a hybrid ISO, or an image for USB drives.',
};

const SQUASHED: Remark = {
  id: 'squashfs-alone',
  tone: 'caution',
  text: 'The image is a squashfs by itself: without a boot loader beside it no machine starts from it, and nothing can be changed in it.',
  advice: 'If the system in it is meant, unpack it with unsquashfs, pack the result with tar, and take that.',
};

const NO_BACKUP: Remark = {
  id: 'gpt-backup-missing',
  tone: 'caution',
  text: 'The image lacks the second copy of its partition table.',
  advice: 'If it should be whole, download it again and compare its checksum.',
};

const UNCHECKED: Remark = {
  id: 'bmap-unchecked',
  tone: 'info',
  text: 'The block map beside the image has no checksums of what is to be written: whether the image is sound cannot be told by it.',
};
