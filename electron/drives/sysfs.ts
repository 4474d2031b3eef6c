import { readdirSync, readFileSync, type BigIntStats, statSync } from 'node:fs';
import { deviceNumber } from '../run/deviceNumber.ts';

/** Files of the kernel that may not be there, or not for us: each of these answers "nothing" instead of an error. */

export function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

export function look(path: string): BigIntStats | undefined {
  try {
    // An error takes as long as five answers.
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** `MAJ:MIN` of a block device node, or of the filesystem that holds any other file. */
export function numberOf(stat: BigIntStats): string {
  return deviceNumber(stat.isBlockDevice() ? stat.rdev : stat.dev);
}
