import type { Choice } from './words.ts';

/** What can be chosen of a capture. */

export const KEEP = 'keep';
export const PURPOSES = [
  { value: KEEP, title: 'For me: all of this system' },
  { value: 'give-away', title: 'To give away: no keys, logs, histories' },
] as const satisfies readonly Choice[];

export const PLAIN = 'plain';
export const REPEATS = [
  { value: PLAIN, title: 'Another file, packed as fast as it can be' },
  { value: 'same', title: 'The same file, if nothing has changed' },
] as const satisfies readonly Choice[];
