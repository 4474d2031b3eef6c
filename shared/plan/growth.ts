import { z } from '../zod.ts';

/** How what is on a drive becomes as large as the drive. Numbers are bytes. */

const bytes = z.int().check(z.nonnegative());

export const extent = z.object({ startByte: bytes, sizeByte: bytes });

export const growingFilesystem = z.enum(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs']);
export type GrowingFilesystem = z.infer<typeof growingFilesystem>;

export const growth = z.object({
  /** The second copy of a GPT goes to the end of the drive. */
  movesBackup: z.boolean(),
  /** The one that grows, as it will be; null where the table has none that does, or there is no table. */
  partition: z.nullable(z.extend(extent, { number: z.int().check(z.positive()) })),
  /** What grows in it, or on the bare drive; `unread`: whatever it is turns out when it has been written, and grows if it can. */
  filesystem: z.nullable(z.union([growingFilesystem, z.literal('unread')])),
});
export type Growth = z.infer<typeof growth>;
