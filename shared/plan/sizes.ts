import type { ArchiveFacts } from '../facts.ts';
import type { Filesystem } from '../layout.ts';

/** How much room an archive takes on a filesystem. Estimates err to the safe side by a few percent. */

export const MiB = 1024 ** 2;
export const GiB = 1024 ** 3;

const EXT4_INODE = 256;
/** mke2fs's default: one inode for every 16 KiB (mke2fs.conf, `inode_ratio`). */
const EXT4_INODE_RATIO = 16384;

/** Smallest filesystem that each mkfs makes: mkfs.xfs refuses less than 300 MiB, mkfs.btrfs less than about 110 MiB; below 40 MiB FAT is none of 32 bits. */
export const SMALLEST: Record<Filesystem, number> = { ext4: 16 * MiB, xfs: 300 * MiB, btrfs: 128 * MiB, vfat: 40 * MiB };

/** Inodes for `mke2fs -N`: its default, or a quarter more than the archive has, whichever is more. */
export function ext4Inodes(size: number, inodes: number): number {
  return Math.max(Math.floor(size / EXT4_INODE_RATIO), Math.ceil(inodes * 1.25) + 64);
}

/** mke2fs's journal by size of the filesystem (`ext2fs_default_journal_size` of e2fsprogs 1.47, 4 KiB blocks). */
function ext4Journal(size: number): number {
  if (size < 8 * MiB) return 0;
  if (size < 128 * MiB) return 4 * MiB;
  if (size < GiB) return 16 * MiB;
  if (size < 2 * GiB) return 32 * MiB;
  if (size < 16 * GiB) return 64 * MiB;
  if (size < 32 * GiB) return 128 * MiB;
  if (size < 64 * GiB) return 256 * MiB;
  return size < 128 * GiB ? 512 * MiB : GiB;
}

/** ext4 keeps blocks back for delayed allocation (fs/ext4/super.c, `ext4_calculate_resv_clusters`): nobody gets them. */
function ext4Reserve(size: number): number {
  return Math.min(size / 50, 16 * MiB);
}

/** btrfs sets room aside for metadata, twice (DUP): a tenth at first, then whole chunks (fs/btrfs/volumes.c; measured). */
function btrfsMetadata(size: number): number {
  if (size > 49 * GiB) return 2 * GiB;
  return size > 2.4 * GiB ? 512 * MiB : Math.max(64 * MiB, size / 10);
}

/** mkfs.vfat's clusters by the size of the filesystem (`establish_params` of dosfstools 4.2). */
const CLUSTERS = [
  [32 * GiB, 32 * 1024],
  [16 * GiB, 16 * 1024],
  [8 * GiB, 8192],
  [260 * MiB, 4096],
] as const;

function vfatCluster(size: number): number {
  return CLUSTERS.find(([above]) => size > above)?.[1] ?? 512;
}

/** Both copies of its table, of which all is written: four bytes for each cluster. */
export function vfatTables(size: number): number {
  return Math.ceil(size / vfatCluster(size)) * 8;
}

/** Bytes that files may take on a new filesystem of this size; measured with fallocate(1) from 128 MiB to 500 GiB. */
export function usableBytes(kind: Filesystem, size: number, inodes: number): number {
  if (size < SMALLEST[kind]) return 0;
  return Math.max(0, Math.floor(size - overhead(kind, size, inodes)));
}

function overhead(kind: Filesystem, size: number, inodes: number): number {
  if (kind === 'ext4') return size * 0.005 + ext4Inodes(size, inodes) * EXT4_INODE + ext4Journal(size) + ext4Reserve(size) + 4 * MiB;
  if (kind === 'xfs') return size * 0.02 + 96 * MiB + inodes * 512;
  // Files are counted in 4 KiB: each may waste what a cluster has more.
  if (kind === 'vfat') return vfatTables(size) + MiB + inodes * Math.max(0, vfatCluster(size) - 4096);
  // What was set aside suffices for small trees; a large one takes more.
  return size * 0.01 + 24 * MiB + btrfsMetadata(size) + inodes * 2048;
}

/** Room that the files themselves take: blocks, one directory entry or more for each member, which FAT's blocks are counted with, and attributes. */
export function neededBytes(archive: ArchiveFacts, kind: Filesystem = 'ext4'): number {
  return archive.blockBytes + (kind === 'vfat' ? 0 : archive.entries.total * 64) + attributeBytes(archive, kind);
}

/** What an inode does not hold goes into a block of its own; btrfs has it in its leaves, which are two thirds full, twice; FAT has none. */
function attributeBytes({ attributeRoom: { bytes, beyondExt4, beyondXfs } }: ArchiveFacts, kind: Filesystem): number {
  return { ext4: beyondExt4 * 4096, xfs: beyondXfs * 4096, btrfs: bytes * 3, vfat: 0 }[kind];
}

/** Smallest comfortable filesystem: what is needed, a tenth and 64 MiB to live in. */
export function comfortableSize(kind: Filesystem, archive: ArchiveFacts): number {
  const wanted = Math.ceil(neededBytes(archive, kind) * 1.1) + 64 * MiB;
  // In whole MiB from the start: a larger filesystem may hold less, where mkfs takes the next larger journal.
  let mebibytes = Math.ceil(Math.max(SMALLEST[kind], wanted) / MiB);
  while (usableBytes(kind, mebibytes * MiB, archive.inodes) < wanted) mebibytes = Math.ceil(mebibytes * 1.02) + 1;
  return mebibytes * MiB;
}

/**
 * Bytes that reach the device: data, blocks of attributes, inodes, directories (measured: 0.75 KiB a member of a new ext4, which is filled without
 * its journal), and their way through the journal, or their second copy (2 KiB).
 */
export function deviceBytes(archive: ArchiveFacts, isJournalled = true): number {
  return archive.blockBytes + attributeBytes(archive, 'ext4') + archive.entries.total * (isJournalled ? 2048 : 768) + 8 * MiB;
}
