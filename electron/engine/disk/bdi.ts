import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Scope } from '../../run/scope.ts';

/**
 * Limits how much may wait in memory for one drive, so that writing goes on while tar unpacks and the last flush is
 * short (Documentation/ABI/testing/sysfs-class-bdi; `strict_limit` and `max_bytes` since Linux 6.2). Without
 * `strict_limit` the other two do nothing.
 */
export interface WritebackLimit {
  readonly strict: string;
  /** Percent; reads 0 for every limit in bytes that is less than one percent. */
  readonly ratio: number;
  readonly bytes: number;
}

/** The kernel's own setting. */
const DEFAULT: WritebackLimit = { strict: '0', ratio: 100, bytes: 0 };

/**
 * The limits that are set: few, so that one of ours is known again, and none follows every twitch of a rate. Less than
 * the last would make tar wait for drives that are quicker than it: from three quarters of a limit on, the kernel slows
 * the writer down to what it believes the drive can do, and it learns that slowly (mm/page-writeback.c).
 */
const STEPS = [32 * MiB, 64 * MiB, 128 * MiB, 256 * MiB, 512 * MiB] as const;

export const MOST = STEPS[4];

/**
 * The largest step that a drive empties in less than a second: more would make the last flush long and tar's word
 * about its position worthless, less would make tar wait for the drive (`speed.md` §4).
 *
 * @param rate what the drive writes now, bytes a second
 */
export function limitFor(rate: number): number {
  return STEPS.findLast((step) => step <= rate * 0.9) ?? STEPS[0];
}

/** The kernel begins to write when half of a limit is full: of the large ones that is more than a last flush should find. */
export function isQuick(limit: number): boolean {
  return limit >= STEPS[3];
}

/**
 * What is to be put back. `max_bytes` and `max_ratio` are one setting in two units: a ratio of 0 that is written back
 * would stop all writing to the drive for good, and survives a loop device's end. And a limit that is ours was left by an
 * engine that was killed: then what was before it is not known, and the kernel's own is put back. The kernel keeps a share of
 * memory and tells bytes, which differ a little as memory comes and goes.
 */
export function limitToRestore(found: WritebackLimit): WritebackLimit {
  const isOurs = STEPS.some((ours) => Math.abs(found.bytes / ours - 1) < 0.05);
  return isOurs || (found.ratio === 0 && found.bytes === 0) ? DEFAULT : found;
}

/**
 * @param disk `MAJ:MIN` of the whole disk
 * @returns what sets another limit; null where the kernel has none, or none that may be set: the job does without
 */
export function limitWriteback(disk: string, bytes: number, scope: Scope): ((bytes: number) => void) | null {
  const folder = `/sys/class/bdi/${disk}`;
  try {
    const before = limitToRestore(readLimit(folder));
    // In containers /sys is read-only: then nothing was changed that would have to be restored.
    writeFileSync(`${folder}/strict_limit`, '1');
    // With a drive that was pulled out its limit is gone as well.
    scope.defer('restoring the write-back limit', () => {
      if (existsSync(folder)) writeLimit(folder, before);
    });
    writeFileSync(`${folder}/max_bytes`, String(bytes));
  } catch {
    return null;
  }
  return (other) => {
    try {
      writeFileSync(`${folder}/max_bytes`, String(other));
    } catch {
      // The drive was pulled out, and its limit is gone with it.
    }
  };
}

function readLimit(folder: string): WritebackLimit {
  const read = (name: string): string => readFileSync(`${folder}/${name}`, 'latin1').trim();
  return { strict: read('strict_limit'), ratio: Number(read('max_ratio')), bytes: Number(read('max_bytes')) };
}

function writeLimit(folder: string, { strict, ratio, bytes }: WritebackLimit): void {
  writeFileSync(`${folder}/strict_limit`, strict);
  if (ratio > 0) writeFileSync(`${folder}/max_ratio`, String(ratio));
  else writeFileSync(`${folder}/max_bytes`, String(bytes));
}
