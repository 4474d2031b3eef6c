import { z } from './zod.ts';
import type { ErrorCode } from './errors.ts';
import { SENTENCES } from './sentences.ts';

/** What crosses processes of a failure. Apart from the errors themselves, which are wanted before there is time for schemas. */

/** What became of the target. Every failure says it, because the user looks at a drive, not at a program. */
export const driveState = z.enum(['untouched', 'incomplete', 'written']);
export type DriveState = z.infer<typeof driveState>;

const codes = Object.keys(SENTENCES) as [ErrorCode, ...ErrorCode[]];

/** A failure as it crosses processes: data, never an exception. */
export const failure = z.object({
  code: z.enum(codes),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The words of the tool that failed; shown below the headline, never as the headline. */
  detail: z.optional(z.string()),
});
export type Failure = z.infer<typeof failure>;
