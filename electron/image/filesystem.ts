import { isExt, isFat } from '../archive/diskImages.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { at } from '../archive/magic.ts';
import { HEAD_BYTES } from '../archive/signatures.ts';
import { visible } from '../../shared/visible.ts';
import { readBtrfs, readErofs, readExt, readF2fs, readFat, readIso, readSquashfs, readSwap, readXfs, type Superblock } from './superblocks.ts';

/** What lies in a partition, or in an image without a table, by its superblock. */
export interface FoundFilesystem {
  /** As lsblk(8) calls it. */
  readonly name: string;
  readonly label?: string;
  /** How far it reaches. */
  readonly sizeByte?: number;
  /** Its smallest blocks: a drive whose sectors are larger cannot have it. */
  readonly unitByte?: number;
}

interface Kind {
  readonly name: string;
  readonly matches: (head: Buffer) => boolean;
  readonly read?: (head: Buffer) => Superblock;
}

/** The first that matches wins: an ISO may have anything in its first 32 KiB, which are for others. */
const KINDS: readonly Kind[] = [
  { name: 'iso9660', matches: at(32769, 'CD001'), read: readIso },
  { name: 'crypto_LUKS', matches: at(0, 'LUKS\xba\xbe') },
  { name: 'LVM2_member', matches: (head) => [0, 512, 1024, 1536].some((sector) => at(sector, 'LABELONE')(head) && at(sector + 24, 'LVM2 001')(head)) },
  { name: 'squashfs', matches: at(0, 'hsqs'), read: readSquashfs },
  { name: 'xfs', matches: at(0, 'XFSB'), read: readXfs },
  { name: 'vfat', matches: isFat, read: readFat },
  { name: 'ext4', matches: isExt, read: readExt },
  { name: 'f2fs', matches: at(1024, '\x10\x20\xf5\xf2'), read: readF2fs },
  { name: 'erofs', matches: at(1024, '\xe2\xe1\xf5\xe0'), read: readErofs },
  { name: 'swap', matches: at(4086, 'SWAPSPACE2'), read: readSwap },
  { name: 'linux_raid_member', matches: at(4096, '\xfc\x4e\x2b\xa9') },
  { name: 'btrfs', matches: at(65600, '_BHRfS_M'), read: readBtrfs },
];

/** Characters. All partitions of a table must fit into one line of the protocol. */
export const LONGEST_LABEL = 40;

/** @returns undefined for nothing that is known */
export function filesystemAt(bytes: Bytes, startByte: number): FoundFilesystem | undefined {
  const head = bytes.at(startByte, HEAD_BYTES);
  const kind = KINDS.find(({ matches }) => matches(head));
  if (!kind) return undefined;
  const { name = kind.name, label = '', sizeByte, unitByte } = kind.read?.(head) ?? {};
  const shown = visible(label.replace(/\0.*$/s, '').trim()).slice(0, LONGEST_LABEL);
  return {
    name,
    ...(shown === '' ? {} : { label: shown }),
    ...(Number.isSafeInteger(sizeByte) ? { sizeByte: sizeByte as number } : {}),
    ...(isSector(unitByte) ? { unitByte } : {}),
  };
}

function isSector(bytes: number | undefined): bytes is number {
  return bytes !== undefined && Number.isInteger(bytes) && bytes >= 512 && bytes <= 64 * 1024;
}
