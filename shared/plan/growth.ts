import { z } from '../zod.ts';

/** How what is on a drive becomes as large as the drive. Numbers are bytes. */

const bytes = z.number().int().nonnegative();

export const extent = z.object({ startByte: bytes, sizeByte: bytes });

export const growingFilesystem = z.enum(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs']);
export type GrowingFilesystem = z.infer<typeof growingFilesystem>;

export const growth = z.object({
  /** The second copy of a GPT goes to the end of the drive. */
  movesBackup: z.boolean(),
  /** The one that grows, as it will be; null where the table has none that does, or there is no table. */
  partition: extent.extend({ number: z.number().int().positive() }).nullable(),
  /** What grows in it, or on the bare drive; `unread`: whatever it is turns out when it has been written, and grows if it can. */
  filesystem: growingFilesystem.or(z.literal('unread')).nullable(),
});
export type Growth = z.infer<typeof growth>;
