/** Recognises filesystems and partition tables by their on-disk structures. */

/** The magic number of ext2, 3 and 4 has two bytes only, so the fields around it are looked at too (ext4(5), `struct ext4_super_block`). */
export function isExt(head: Buffer): boolean {
  const superblock = 1024;
  if (head.length < superblock + 256 || head.readUInt16LE(superblock + 56) !== 0xef53) return false;
  return head.readUInt32LE(superblock + 76) <= 1 && head.readUInt32LE(superblock + 24) <= 6 && head.readUInt32LE(superblock) > 0;
}

/** FAT, exFAT and NTFS: a jump, and the name of the filesystem in the boot sector. */
export function isFat(head: Buffer): boolean {
  if (!hasBootSignature(head) || (head[0] !== 0xeb && head[0] !== 0xe9)) return false;
  const text = head.toString('latin1', 0, 96);
  return /^FAT(?:12|16) {3}/.test(text.slice(54)) || text.startsWith('FAT32   ', 82) || /^(?:EXFAT|NTFS ) {3}/.test(text.slice(3));
}

/** A partition table of 4 entries that all make sense, at least one of them in use. */
export function isMbr(head: Buffer): boolean {
  if (!hasBootSignature(head)) return false;
  const entries = [446, 462, 478, 494].map((offset) => head.subarray(offset, offset + 16));
  return entries.every(isPlausible) && entries.some(isUsed);
}

function hasBootSignature(head: Buffer): boolean {
  return head.length >= 512 && head.readUInt16BE(510) === 0x55aa;
}

const isUsed = (entry: Buffer): boolean => entry[4] !== 0;

function isPlausible(entry: Buffer): boolean {
  if (!isUsed(entry)) return entry.every((byte) => byte === 0);
  return (entry[0] === 0 || entry[0] === 0x80) && entry.readUInt32LE(8) > 0 && entry.readUInt32LE(12) > 0;
}
