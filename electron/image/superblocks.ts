/** Fields of superblocks, by what defines them. A field that lies behind what there is reads as zero. */
export interface Superblock {
  /** Where the magic number stands for several. */
  readonly name?: string;
  /** As it is stored, with what fills it up. */
  readonly label?: string;
  readonly sizeByte?: number;
  readonly unitByte?: number;
}

/** Where a superblock ends too early the rest of it is zeros. */
function whole(head: Buffer): Buffer {
  return head.length < LONGEST ? Buffer.concat([head, Buffer.alloc(LONGEST - head.length)]) : head;
}
const LONGEST = 68 * 1024;

/** `struct ext4_super_block` (fs/ext4/ext4.h). */
export function readExt(head: Buffer): Superblock {
  const superblock = whole(head).subarray(1024, 2048);
  const [compat, incompat, roCompat] = [0x5c, 0x60, 0x64].map((offset) => superblock.readUInt32LE(offset)) as [number, number, number];
  const blockBytes = 1024 << superblock.readUInt32LE(0x18);
  const is64Bit = (incompat & 0x80) !== 0;
  const blocks = superblock.readUInt32LE(4) + (is64Bit ? superblock.readUInt32LE(0x150) * 2 ** 32 : 0);
  return {
    name: isExt4(incompat, roCompat) ? 'ext4' : (compat & 4) === 0 ? 'ext2' : 'ext3',
    label: superblock.toString('utf8', 0x78, 0x88),
    sizeByte: blocks * blockBytes,
    unitByte: blockBytes,
  };
}

/** Whatever ext3 does not have: filetype, recovery and meta_bg it has, sparse_super, large_file and btree_dir as well (`EXT3_FEATURE_INCOMPAT_SUPP`). */
function isExt4(incompat: number, roCompat: number): boolean {
  return (incompat & ~0x1e) !== 0 || (roCompat & ~0x7) !== 0;
}

/** `struct xfs_dsb` (fs/xfs/libxfs/xfs_format.h), big-endian. */
export function readXfs(head: Buffer): Superblock {
  const superblock = whole(head);
  return {
    label: superblock.toString('utf8', 108, 120),
    sizeByte: superblock.readUInt32BE(4) * Number(superblock.readBigUInt64BE(8)),
    unitByte: superblock.readUInt16BE(102),
  };
}

/** `struct btrfs_super_block` (btrfs_tree.h). */
export function readBtrfs(head: Buffer): Superblock {
  const superblock = whole(head).subarray(64 * 1024);
  return {
    label: superblock.toString('utf8', 0x12b, 0x22b),
    sizeByte: Number(superblock.readBigUInt64LE(0x70)),
    unitByte: superblock.readUInt32LE(0x90),
  };
}

/** FAT (Microsoft's fatgen103), exFAT (its specification, 3.1) and NTFS: the boot sector says which. */
export function readFat(head: Buffer): Superblock {
  const sector = whole(head);
  if (sector.toString('latin1', 3, 8) === 'EXFAT') {
    const unitByte = 2 ** (sector[108] ?? 0);
    return { name: 'exfat', sizeByte: Number(sector.readBigUInt64LE(72)) * unitByte, unitByte };
  }
  const unitByte = sector.readUInt16LE(11);
  // The last sector is a copy of this one, and not counted.
  if (sector.toString('latin1', 3, 7) === 'NTFS') return { name: 'ntfs', sizeByte: (Number(sector.readBigUInt64LE(40)) + 1) * unitByte, unitByte };
  const sectors = sector.readUInt16LE(19) || sector.readUInt32LE(32);
  const labelAt = sector.toString('latin1', 82, 87) === 'FAT32' ? 71 : 43;
  const label = sector.toString('latin1', labelAt, labelAt + 11);
  return { name: 'vfat', label: label.startsWith('NO NAME') ? '' : label, sizeByte: sectors * unitByte, unitByte };
}

/** ECMA-119, 8.4: the primary volume descriptor. Its numbers stand there twice, the little-endian first. */
export function readIso(head: Buffer): Superblock {
  const descriptor = whole(head).subarray(32 * 1024);
  const unitByte = descriptor.readUInt16LE(128);
  return { label: descriptor.toString('latin1', 40, 72), sizeByte: descriptor.readUInt32LE(80) * unitByte, unitByte };
}

/** `struct squashfs_super_block` (fs/squashfs/squashfs_fs.h). It is read in blocks of 1 KiB, or of a whole sector where these are larger. */
export function readSquashfs(head: Buffer): Superblock {
  return { sizeByte: Number(whole(head).readBigUInt64LE(40)) };
}

/** `struct f2fs_super_block` (include/linux/f2fs_fs.h). */
export function readF2fs(head: Buffer): Superblock {
  const superblock = whole(head).subarray(1024);
  const blockBytes = 2 ** superblock.readUInt32LE(16);
  return { label: superblock.toString('utf16le', 0x7c, 0x7c + 128), sizeByte: Number(superblock.readBigUInt64LE(36)) * blockBytes, unitByte: blockBytes };
}

/** `struct erofs_super_block` (fs/erofs/erofs_fs.h). */
export function readErofs(head: Buffer): Superblock {
  const superblock = whole(head).subarray(1024);
  const blockBytes = 2 ** (superblock[12] ?? 0);
  return { label: superblock.toString('utf8', 64, 80), sizeByte: superblock.readUInt32LE(36) * blockBytes, unitByte: blockBytes };
}

/** `union swap_header` (include/linux/swap.h), of pages of 4 KiB. */
export function readSwap(head: Buffer): Superblock {
  const header = whole(head);
  return { label: header.toString('utf8', 1052, 1068), sizeByte: (header.readUInt32LE(1028) + 1) * 4096, unitByte: 4096 };
}
