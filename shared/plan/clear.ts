import { MiB } from './sizes.ts';
import type { Extent } from './table.ts';

/** The second copy of a GPT, the superblocks of RAIDs and the labels of ZFS lie within the last of a drive; those of filesystems within the first of a partition. */
const SPAN = MiB;

/**
 * What is made zeros where an image does not reach: directly behind it, where a partition may be made next, with the rest of its last sector; and
 * at the end of the drive.
 * @param end where the image ends; not behind the drive
 */
export function clearedBehind(end: number, driveBytes: number): Extent[] {
  const behind = { startByte: end, sizeByte: Math.min(SPAN, driveBytes - end) };
  const last = Math.max(end + behind.sizeByte, driveBytes - SPAN);
  return [behind, { startByte: last, sizeByte: driveBytes - last }].filter(({ sizeByte }) => sizeByte > 0);
}
