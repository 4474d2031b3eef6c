import { z } from '../zod.ts';
import { command } from '../plan/types.ts';
import { targetFacts } from '../targetFacts.ts';
import { packing } from './compressors.ts';
import { leftOut } from './leaveOut.ts';

/** What is asked for and what is decided where a system is packed into an archive (`plan/types.ts` has the same of the way there). */

export const captureOptions = z.object({
  packing,
  /** Two captures of one tree are the same file. */
  reproducible: z.boolean(),
  /** The running system itself may be read, too. */
  live: z.boolean(),
  leaveOut: z.array(leftOut).check(z.maxLength(leftOut.options.length)),
});
export type CaptureOptions = z.infer<typeof captureOptions>;

export const captureInputs = z.object({
  /** What is read, by the facts that a target has. */
  source: targetFacts,
  /** It is the root of the running system, or carries it. */
  running: z.boolean(),
  /** Of the file to make; absolute, its folder without symlinks. */
  archive: z.string().check(z.startsWith('/'), z.maxLength(4096)),
  /** A file of that name is there, and is replaced. */
  replaces: z.boolean(),
  /** The layout of another drive lies beside it, and goes. */
  replacesLayout: z.boolean(),
  options: captureOptions,
});
export type CaptureInputs = z.infer<typeof captureInputs>;

export const capturePlan = z.extend(z.omit(captureInputs, { options: true }), {
  ...captureOptions.shape,
  /** Gets the names on its standard input, and is told where they lie. */
  pack: command,
});
export type CapturePlan = z.infer<typeof capturePlan>;
