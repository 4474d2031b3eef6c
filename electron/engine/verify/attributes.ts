import { lstatSync, readlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import type { TarEntry } from '../../archive/listing.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';

/** What tar's own comparison leaves out or gets wrong is compared here: one member's inode with the archive's word. */

/** @returns what differs, in the words of a sentence's end; empty where all is right. `fat`: owners, modes, fine times do not exist there. */
export function compareInode(entry: TarEntry, path: Buffer, fat: boolean): string[] {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat) return ['is missing'];
  if (!HAS_TYPE[entry.type](stat)) return [`is not a ${entry.type}`];
  if (entry.type === 'hardlink') return [];
  return [...compareContent(entry, stat, path), ...(fat ? [] : compareOwnership(entry, stat))];
}

const HAS_TYPE: Record<TarEntry['type'], (stat: BigIntStats) => boolean> = {
  file: (stat) => stat.isFile(),
  directory: (stat) => stat.isDirectory(),
  symlink: (stat) => stat.isSymbolicLink(),
  character: (stat) => stat.isCharacterDevice(),
  block: (stat) => stat.isBlockDevice(),
  fifo: (stat) => stat.isFIFO(),
  hardlink: (stat) => !stat.isDirectory(),
};

function compareContent(entry: TarEntry, stat: BigIntStats, path: Buffer): string[] {
  if (entry.type === 'file' && Number(stat.size) !== entry.size) return [`has ${stat.size} bytes instead of ${entry.size}`];
  if (entry.type === 'symlink' && readlinkSync(path, 'latin1') !== entry.linkTarget) return ['points elsewhere'];
  if (entry.device && deviceNumber(stat.rdev) !== `${entry.device.major}:${entry.device.minor}`) return ['has another device number'];
  return [];
}

function compareOwnership(entry: TarEntry, stat: BigIntStats): string[] {
  const found: string[] = [];
  const mode = Number(stat.mode) & 0o7777;
  if (Number(stat.uid) !== entry.uid || Number(stat.gid) !== entry.gid) found.push(`belongs to ${stat.uid}:${stat.gid} instead of ${entry.uid}:${entry.gid}`);
  if (entry.type !== 'symlink' && mode !== entry.mode) found.push(`has mode ${mode.toString(8)} instead of ${entry.mode.toString(8)}`);
  if (!sameTime(entry, stat)) found.push('has another modification time');
  return found;
}

/** ext4 with 256 byte inodes, xfs and btrfs all keep nanoseconds and times before 1970. */
function sameTime({ mtime }: TarEntry, stat: BigIntStats): boolean {
  return BigInt(mtime.seconds) * 1_000_000_000n + BigInt(mtime.nanoseconds) === stat.mtimeNs;
}
