import type { Shape } from './bytes.ts';
import type { Blocks } from './milestones.ts';

/** What a container tells without being unpacked. */
export interface Survey {
  readonly shape: Shape;
  /** How many bytes it is unpacked, if all of it tells and ends where the file does. */
  readonly length: number | undefined;
  /** There was no time to go farther than through a large part of the first frame, and that was taken for the only one. */
  readonly isAssumed?: true;
  /** What their blocks tell, where there was time to look at all of them. */
  readonly blocks?: Blocks;
  /** Where something else begins that was appended. */
  readonly end?: number;
}

export const UNKNOWN: Survey = { shape: 'unknown', length: undefined };

/** A walk over a container, in steps of a few reads. It is told behind each of them whether there is no time for more. */
export type Look = Generator<void, Survey, boolean>;
