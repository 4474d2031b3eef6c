import { z } from '../zod.ts';
import { imageFacts } from '../imageFacts.ts';
import { targetFacts } from '../targetFacts.ts';
import { extent, growth } from './growth.ts';

/** What is asked for and what is decided where a disk image is written as it is (`types.ts` has the same of archives). */

const bytes = z.int().check(z.nonnegative());

export const imageOptions = z.object({
  /** Its last partition, and the filesystem in it, get the room that is left behind the image. */
  grow: z.boolean(),
  verify: z.enum(['full', 'none']),
  allowFixed: z.boolean(),
});
export type ImageOptions = z.infer<typeof imageOptions>;

export const imagePlanInputs = z.object({ image: imageFacts, target: targetFacts, options: imageOptions });
export type ImagePlanInputs = z.infer<typeof imagePlanInputs>;

export const imagePlan = z.object({
  target: targetFacts,
  image: imageFacts,
  unmount: z.array(z.string()),
  /** Becomes zeros before the image is written: of what the drive had before, nothing is to be found that does not belong to the image. */
  clear: z.array(extent),
  /** How much of the drive is written with the image; null where that turns out while it is unpacked. */
  writtenBytes: z.nullable(bytes),
  /** null: everything stays as it is in the image. */
  grow: z.nullable(growth),
  verify: imageOptions.shape.verify,
});
export type ImagePlan = z.infer<typeof imagePlan>;
