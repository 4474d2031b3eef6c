import type { Choice } from './words.ts';

/** What can be chosen of a capture. */

export const KEEP = 'keep';
export const PURPOSES = [
  { value: KEEP, title: 'For me: all of this system' },
  { value: 'give-away', title: 'To give away: no keys, logs, histories' },
] as const satisfies readonly Choice[];

export const PLAIN = 'plain';
export const REPEATS = [
  { value: PLAIN, title: 'No: packed as fast as possible' },
  { value: 'same', title: 'Yes: the same contents give the same file' },
] as const satisfies readonly Choice[];
