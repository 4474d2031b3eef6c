import type { TarEntry } from '../../archive/listing.ts';
import { normaliseName } from '../../archive/names.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';
import type { Seen } from './walk.ts';

/** A member in one line, by which what was seen is compared with what the archive says. A hard link has all but its name from its inode. */

const NS = 1_000_000_000n;

export function portraitSeen({ name, type, stat, target = '' }: Seen): string {
  if (type === 'hardlink') return `${name}\0hardlink\0${target}`;
  const size = type === 'file' ? String(stat.size) : '';
  const device = type === 'block' || type === 'character' ? deviceNumber(stat.rdev) : '';
  const seconds = stat.mtimeNs / NS - (stat.mtimeNs % NS < 0n ? 1n : 0n);
  const time = `${seconds}.${stat.mtimeNs - seconds * NS}`;
  return [name, type, (Number(stat.mode) & 0o7777).toString(8), stat.uid, stat.gid, `${size}${device}`, time, target].join('\0');
}

export function portraitListed(entry: TarEntry): string {
  const name = normaliseName(entry.name);
  const { type, mode, uid, gid, mtime, linkTarget = '' } = entry;
  if (type === 'hardlink') return `${name}\0hardlink\0${normaliseName(linkTarget)}`;
  const size = type === 'file' ? String(entry.size) : '';
  const device = entry.device ? `${entry.device.major}:${entry.device.minor}` : '';
  return [name, type, mode.toString(8), uid, gid, `${size}${device}`, `${mtime.seconds}.${mtime.nanoseconds}`, linkTarget].join('\0');
}

/** Of a portrait. */
export function nameOf(portrait: string): string {
  return portrait.slice(0, portrait.indexOf('\0'));
}

const BLOCK = 512n;

/** Bytes that a member will take in the stream: its header, one of pax where a field of the plain one does not do, and its contents without holes. */
export function packedBytes({ name, type, stat, target = '' }: Seen): number {
  const isPlain = stat.mtimeNs % NS === 0n && name.length < 98 && target.length < 98;
  const headers = isPlain ? BLOCK : 3n * BLOCK;
  const contents = type === 'file' ? smaller(stat.size, stat.blocks * BLOCK) : 0n;
  return Number(headers + ((contents + BLOCK - 1n) / BLOCK) * BLOCK);
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
