import { closeSync, constants, openSync, readSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';

/**
 * Filesystems that lie on more than one device: the kernel finds the others by itself, wherever they are, and writes to them
 * as well. Told by the superblock, before anything is mounted.
 */

/** As much as the farthest superblock needs: that of btrfs lies behind 64 KiB. */
const HEAD_BYTES = 68 * 1024;

/**
 * ext4: `s_feature_compat` has a journal (4) that is not an inode of its own (`s_journal_inum`) (fs/ext4/ext4.h). xfs, big-endian:
 * `sb_logstart` is 0 for a log elsewhere, `sb_rblocks` counts blocks of a realtime device (xfs_format.h). btrfs: `num_devices`
 * (btrfs_tree.h).
 *
 * @param head the first 68 KiB of a device
 * @returns what else belongs to it, as a noun; undefined if it is whole
 */
export function elsewhere(filesystem: string, head: Buffer): string | undefined {
  switch (filesystem) {
    case 'ext4': {
      const superblock = head.subarray(1024, 2048);
      const hasJournal = (superblock.readUInt32LE(0x5c) & 4) !== 0;
      return hasJournal && superblock.readUInt32LE(0xe0) === 0 ? 'its journal' : undefined;
    }
    case 'xfs':
      if (head.readBigUInt64BE(16) > 0n) return 'its realtime files';
      return head.readBigUInt64BE(48) === 0n ? 'its log' : undefined;
    case 'btrfs': {
      const devices = head.readBigUInt64LE(64 * 1024 + 0x88);
      return devices === 1n ? undefined : `the rest of it (${devices} devices in all)`;
    }
    default:
      return undefined;
  }
}

/** @throws TarstrapError `target-in-parts` */
export function requireWhole(device: string, filesystem: string): void {
  const what = elsewhere(filesystem, readHead(device));
  if (what !== undefined) throw new TarstrapError('target-in-parts', { path: device, what });
}

/**
 * Whether the last one who has written to it did not put everything in its place, as far as a superblock tells. ext4: `s_feature_incompat` asks
 * for a recovery (4); btrfs: `log_root`; FAT: the mark of Linux in the boot sector (`fat_boot_sector`, msdos_fs.h), and where it lies depends on the kind.
 * xfs does not tell.
 * @param head the first 68 KiB of a device
 */
export function isUnclean(filesystem: string, head: Buffer): boolean {
  switch (filesystem) {
    case 'ext3':
    case 'ext4':
      return (head.readUInt32LE(1024 + 0x60) & 4) !== 0;
    case 'btrfs':
      return head.readBigUInt64LE(64 * 1024 + 0x60) !== 0n;
    case 'vfat':
      return (head.readUInt8(head.toString('latin1', 82, 87) === 'FAT32' ? 0x41 : 0x25) & 1) !== 0;
    default:
      return false;
  }
}

export function readHead(device: string): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    readSync(fd, head, 0, HEAD_BYTES, 0);
    return head;
  } finally {
    closeSync(fd);
  }
}
