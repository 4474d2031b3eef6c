import type { Block } from './frames.ts';

/**
 * How far a file that is a row of blocks was unpacked, by how far it was read: what compresses well and what does not lie in different
 * places of an archive, but its blocks are about equally long when they are unpacked. Good for a bar, and for no more.
 */

/** Positions in the file where each sixty-fourth of what it is unpacked ends. */
export type Milestones = readonly number[];

export const PARTS = 64;

/** What the blocks of a file tell of what it is unpacked. */
export interface Blocks {
  /** Bytes that all of them are at most, and are where the compressor has cut none shorter than it has to be. */
  readonly most: number;
  readonly milestones: Milestones | undefined;
}

/** @param blocks all of them @returns undefined where they are too few to tell anything */
export function milestonesOf(blocks: readonly Block[]): Milestones | undefined {
  const all = mostOf(blocks);
  if (blocks.length < PARTS || all === 0) return undefined;
  const found: number[] = [];
  let passed = 0;
  for (const { end, most } of blocks) {
    passed += most;
    while (found.length < PARTS && passed >= (all * (found.length + 1)) / PARTS) found.push(end);
  }
  return found;
}

export function mostOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { most }) => sum + most, 0);
}

/** @returns share of what the file is unpacked, 0 to 1 @param position how far the file was read */
export function shareAt(milestones: Milestones, position: number): number {
  const passed = milestones.findIndex((end) => end > position);
  if (passed < 0) return 1;
  const [from, to] = [milestones[passed - 1] ?? 0, milestones[passed] ?? 0];
  return (passed + Math.max(0, position - from) / (to - from)) / milestones.length;
}
