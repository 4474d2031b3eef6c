import { type BigIntStats, readlinkSync } from 'node:fs';
import { counted } from '../../../shared/counted.ts';
import { grouped } from '../../../shared/format.ts';
import type { ExpectedInode } from '../../archive/expected.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';
import { isTimeOf } from './times.ts';

/** One inode, compared with what it is to be. */

export interface Tolerance {
  /** On FAT there are neither owners nor modes nor fine times. */
  readonly isFat: boolean;
  /** It was written anew by us. */
  readonly anyTime: boolean;
}

/** @returns what differs, in the words of a sentence's end; empty where all is right */
export function compareInode(expected: ExpectedInode, stat: BigIntStats, path: Buffer, tolerance: Tolerance): string[] {
  if (!IS[expected.type](stat)) return [`is not a ${WORDS[expected.type]}`];
  // tar has made the folder on its way to a member; nobody has said more of it.
  if (expected.member === null) return [];
  return [...compareContent(expected, stat, path), ...(tolerance.isFat ? [] : compareOwnership(expected, stat, tolerance))];
}

const IS: Record<ExpectedInode['type'], (stat: BigIntStats) => boolean> = {
  file: (stat) => stat.isFile(),
  directory: (stat) => stat.isDirectory(),
  symlink: (stat) => stat.isSymbolicLink(),
  character: (stat) => stat.isCharacterDevice(),
  block: (stat) => stat.isBlockDevice(),
  fifo: (stat) => stat.isFIFO(),
};

const WORDS: Record<ExpectedInode['type'], string> = {
  file: 'file',
  directory: 'folder',
  symlink: 'symlink',
  character: 'character device',
  block: 'block device',
  fifo: 'FIFO',
};

function compareContent(expected: ExpectedInode, stat: BigIntStats, path: Buffer): string[] {
  if (expected.type === 'file' && stat.size !== BigInt(expected.size))
    return [`has ${counted(Number(stat.size), 'byte')} instead of ${grouped(expected.size)}`];
  if (expected.type === 'symlink' && readlinkSync(path, 'latin1') !== expected.linkTarget) return ['points elsewhere'];
  if (expected.device && deviceNumber(stat.rdev) !== `${expected.device.major}:${expected.device.minor}`) return ['has another device number'];
  return [];
}

/** What comes of the mode is told by the ACL, which is compared with the attributes (`settled.ts`). */
function isShownByAcl({ acl, mode }: ExpectedInode, found: number): boolean {
  return acl === true && (found & 0o7000) === (mode & 0o7000);
}

function compareOwnership(expected: ExpectedInode, stat: BigIntStats, { anyTime }: Tolerance): string[] {
  const { uid, gid, mode } = expected;
  const found = Number(stat.mode) & 0o7777;
  return [
    ...(Number(stat.uid) === uid && Number(stat.gid) === gid ? [] : [`belongs to ${stat.uid}:${stat.gid} instead of ${uid}:${gid}`]),
    ...(expected.type === 'symlink' || found === mode || isShownByAcl(expected, found) ? [] : [`has mode ${found.toString(8)} instead of ${mode.toString(8)}`]),
    ...(anyTime || isTimeOf(expected, stat) ? [] : ['has another modification time']),
  ];
}
