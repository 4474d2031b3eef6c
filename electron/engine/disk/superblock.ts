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

type Bits = readonly (readonly [bit: number, name: string])[];

/** Of ext4, by the words of its superblock (fs/ext4/ext4.h), but for what is of the moment and for what no mke2fs makes. */
const EXT4: readonly (readonly [offset: number, bits: Bits])[] = [
  [
    0x5c,
    [
      [0x4, 'has_journal'],
      [0x8, 'ext_attr'],
      [0x10, 'resize_inode'],
      [0x20, 'dir_index'],
      [0x200, 'sparse_super2'],
      [0x400, 'fast_commit'],
      [0x800, 'stable_inodes'],
      [0x1000, 'orphan_file'],
    ],
  ],
  [
    0x60,
    [
      [0x2, 'filetype'],
      [0x10, 'meta_bg'],
      [0x40, 'extent'],
      [0x80, '64bit'],
      [0x200, 'flex_bg'],
      [0x400, 'ea_inode'],
      [0x2000, 'metadata_csum_seed'],
      [0x4000, 'large_dir'],
      [0x8000, 'inline_data'],
      [0x10000, 'encrypt'],
      [0x20000, 'casefold'],
    ],
  ],
  [
    0x64,
    [
      [0x1, 'sparse_super'],
      [0x2, 'large_file'],
      [0x8, 'huge_file'],
      [0x10, 'uninit_bg'],
      [0x20, 'dir_nlink'],
      [0x40, 'extra_isize'],
      [0x100, 'quota'],
      [0x400, 'metadata_csum'],
      [0x2000, 'project'],
      [0x8000, 'verity'],
    ],
  ],
];

/** Of xfs since version 5 (xfs_format.h), big-endian; those that mkfs.xfs has known since 5.10 are named where they are missing as well. */
const XFS: readonly (readonly [offset: number, bits: Bits])[] = [
  [
    212,
    [
      [1, 'finobt'],
      [2, 'rmapbt'],
      [4, 'reflink'],
      [8, 'inobtcount'],
    ],
  ],
  [
    216,
    [
      [2, 'sparse'],
      [8, 'bigtime'],
      [32, 'nrext64'],
    ],
  ],
];

/**
 * The features of a filesystem as layouts name them (`shared/layout.ts`).
 * @param head the first 68 KiB of a device
 */
export function featuresOf(filesystem: string, head: Buffer): { ext4Features?: string[]; xfsFeatures?: string[] } {
  if (/^ext[234]$/.test(filesystem)) {
    const found = EXT4.flatMap(([offset, bits]) => namesIn(head.readUInt32LE(1024 + offset), bits).present);
    return { ext4Features: ['none', ...found] };
  }
  const isVersion5 = (head.readUInt16BE(100) & 0xf) === 5;
  if (filesystem !== 'xfs' || !isVersion5) return {};
  const words = XFS.map(([offset, bits]) => namesIn(head.readUInt32BE(offset), bits));
  const absent = words.flatMap((word) => word.absent).filter((name) => name !== 'nrext64');
  return { xfsFeatures: [...words.flatMap(({ present }) => present), ...absent.map((name) => `^${name}`)] };
}

function namesIn(word: number, bits: Bits): { present: string[]; absent: string[] } {
  const isSet = ([bit]: Bits[number]): boolean => (word & bit) !== 0;
  const name = ([, one]: Bits[number]): string => one;
  return { present: bits.filter(isSet).map(name), absent: bits.filter((one) => !isSet(one)).map(name) };
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
