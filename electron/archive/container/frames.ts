import { readAhead } from './readAhead.ts';
import type { Bytes, Shape } from './bytes.ts';
import { type Blocks, milestonesOf, mostOf } from './milestones.ts';

/** Files that are a row of frames, each a row of blocks that tell how long they are. */

/** Where a block ends, which may be behind the end of the file, and how many bytes it is unpacked at most: most blocks are as long as they may be. */
export interface Block {
  readonly end: number;
  readonly most: number;
}

/** The frame at a position, block by block. @returns where it ends, which may be behind the end of the file */
export type Frame = (bytes: Bytes, at: number) => Generator<Block, number | Exclude<Shape, 'whole' | 'appended'>>;

/** @param isLate asked between blocks */
export function shapeOfFrames(bytes: Bytes, frameAt: Frame, isLate: () => boolean): Shape {
  return walkFrames(bytes, frameAt, isLate);
}

/** What the header of a frame tells of its length, unpacked; undefined if it does not. */
export type ContentSize = (bytes: Bytes, at: number) => number | undefined;

/** Blocks from which on a frame counts as a large part of its file. Files of many frames have smaller ones: pzstd(1) makes them of 64 MiB at most. */
export const LARGE = 1024;

export interface Survey {
  readonly shape: Shape;
  /** How many bytes they are unpacked, if every one of them tells and they end where the file does. */
  readonly length: number | undefined;
  /** There was no time to go farther than through a large part of the first, and that was taken for the only one. */
  readonly isAssumed?: true;
  /** What their blocks tell, where there was time to look at all of them. */
  readonly blocks?: Blocks;
}

/** All of it in one walk. @param isLate asked behind each block, with the number of them */
export function surveyFrames(
  bytes: Bytes,
  { frameAt, contentSize }: { frameAt: Frame; contentSize: ContentSize },
  isLate: (blocks: number) => boolean,
): Survey {
  const seen = { frames: 0, unpacked: 0, isSilent: false, isLate: false };
  const blocks: Block[] = [];
  const onFrame = (at: number): void => {
    const size = contentSize(bytes, at);
    seen.frames += 1;
    seen.unpacked += size ?? 0;
    seen.isSilent ||= size === undefined;
  };
  const hasEnough = (block: Block): boolean => {
    blocks.push(block);
    seen.isLate = isLate(blocks.length);
    return seen.isLate;
  };
  const shape = walkFrames(bytes, frameAt, hasEnough, onFrame);
  const isAssumed = seen.isLate && seen.frames === 1 && blocks.length >= LARGE;
  const length = !seen.isSilent && (shape === 'whole' || isAssumed) ? seen.unpacked : undefined;
  if (shape !== 'whole') return { shape, length, ...(isAssumed ? { isAssumed } : {}) };
  return { shape, length, blocks: { most: mostOf(blocks), milestones: milestonesOf(blocks) } };
}

/** @param hasEnough asked behind each block @param onFrame told where each frame begins that has contents */
function walkFrames(file: Bytes, frameAt: Frame, hasEnough: (block: Block) => boolean, onFrame?: (at: number) => void): Shape {
  const bytes = readAhead(file);
  let at = 0;
  while (at < bytes.size) {
    const isEmpty = isSkippable(bytes, at);
    if (!isEmpty) onFrame?.(at);
    const end = walk(isEmpty ? skippable(bytes, at) : frameAt(bytes, at), hasEnough);
    if (typeof end !== 'number') return end;
    at = end;
  }
  return at === bytes.size ? 'whole' : 'broken';
}

function walk(frame: ReturnType<Frame>, hasEnough: (block: Block) => boolean): number | Exclude<Shape, 'whole' | 'appended'> {
  for (;;) {
    const step = frame.next();
    if (step.done) return step.value;
    if (hasEnough(step.value)) return 'unknown';
  }
}

/** zstd and lz4 share these: `184D2A5?`, and a length (RFC 8878, 3.1.2). */
function isSkippable(bytes: Bytes, at: number): boolean {
  const head = bytes.at(at, 4);
  return head.length === 4 && head.readUInt32LE(0) >>> 4 === 0x184d2a5;
}

function* skippable(bytes: Bytes, at: number): ReturnType<Frame> {
  const length = bytes.at(at + 4, 4);
  if (length.length < 4) return 'broken';
  const end = at + 8 + length.readUInt32LE(0);
  yield { end, most: 0 };
  return end;
}
