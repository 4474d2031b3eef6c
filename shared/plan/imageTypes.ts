import { z } from 'zod';
import { imageFacts } from '../imageFacts.ts';
import { targetFacts } from '../targetFacts.ts';

/** What is asked for and what is decided where a disk image is written as it is (`types.ts` has the same of archives). */

const bytes = z.number().int().nonnegative();

export const imageOptions = z.object({
  /** Its last partition, and the filesystem in it, get the room that is left behind the image. */
  grow: z.boolean(),
  verify: z.enum(['full', 'none']),
  allowFixed: z.boolean(),
});
export type ImageOptions = z.infer<typeof imageOptions>;

export const imagePlanInputs = z.object({ image: imageFacts, target: targetFacts, options: imageOptions });
export type ImagePlanInputs = z.infer<typeof imagePlanInputs>;

const extent = z.object({ startByte: bytes, sizeByte: bytes });

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

export const imagePlan = z.object({
  target: targetFacts,
  image: imageFacts,
  unmount: z.array(z.string()),
  /** Becomes zeros before the image is written: of what the drive had before, nothing is to be found that does not belong to the image. */
  clear: z.array(extent),
  /** How much of the drive is written with the image; null where that turns out while it is unpacked. */
  writtenBytes: bytes.nullable(),
  /** null: everything stays as it is in the image. */
  grow: growth.nullable(),
  verify: imageOptions.shape.verify,
});
export type ImagePlan = z.infer<typeof imagePlan>;
