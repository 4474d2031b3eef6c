import { readAhead } from './readAhead.ts';
import type { Bytes, Shape } from './bytes.ts';
import type { Look, Survey } from './look.ts';
import { milestonesOf, mostOf } from './milestones.ts';

/** Files that are a row of frames, each a row of blocks that tell how long they are. */

/** Where a block ends, which may be behind the end of the file, and how many bytes it is unpacked at most: most blocks are as long as they may be. */
export interface Block {
  readonly end: number;
  readonly most: number;
}

/** The frame at a position, block by block. @returns where it ends, which may be behind the end of the file */
export type Frame = (bytes: Bytes, at: number) => Generator<Block, number | Exclude<Shape, 'whole' | 'appended'>>;

/** What the header of a frame tells of its length, unpacked; undefined if it does not. */
export type ContentSize = (bytes: Bytes, at: number) => number | undefined;

/** Blocks from which on a frame counts as a large part of its file. Files of many frames have smaller ones: pzstd(1) makes them of 64 MiB at most. */
export const LARGE = 1024;

/** All of it in one walk: a block a step. */
export function* surveyFrames(file: Bytes, { frameAt, contentSize }: { frameAt: Frame; contentSize: ContentSize }): Look {
  const bytes = readAhead(file);
  const blocks: Block[] = [];
  const seen: Seen = { frames: 0, unpacked: 0, isSilent: false };
  let at = 0;
  while (at < bytes.size) {
    const isEmpty = isSkippable(bytes, at);
    if (!isEmpty) note(seen, contentSize(bytes, at));
    const end = yield* walk(isEmpty ? skippable(bytes, at) : frameAt(bytes, at), blocks);
    if (end === 'late') return tooLate(seen, blocks);
    if (typeof end !== 'number') return { shape: end, length: undefined };
    at = end;
  }
  if (at > bytes.size) return { shape: 'broken', length: undefined };
  return { shape: 'whole', length: lengthOf(seen), blocks: { most: mostOf(blocks), milestones: milestonesOf(blocks) } };
}

/** Of the frames that were passed, and the one that was begun. */
interface Seen {
  frames: number;
  unpacked: number;
  /** One does not tell how long it is. */
  isSilent: boolean;
}

function note(seen: Seen, size: number | undefined): void {
  seen.frames += 1;
  seen.unpacked += size ?? 0;
  seen.isSilent ||= size === undefined;
}

const lengthOf = ({ isSilent, unpacked }: Seen): number | undefined => (isSilent ? undefined : unpacked);

function tooLate(seen: Seen, blocks: readonly Block[]): Survey {
  const isAssumed = seen.frames === 1 && blocks.length >= LARGE;
  return isAssumed ? { shape: 'unknown', length: lengthOf(seen), isAssumed } : { shape: 'unknown', length: undefined };
}

type Ended = number | Exclude<Shape, 'whole' | 'appended'>;

function* walk(frame: ReturnType<Frame>, blocks: Block[]): Generator<void, Ended | 'late', boolean> {
  for (;;) {
    const step = frame.next();
    if (step.done) return step.value;
    blocks.push(step.value);
    if (yield) return 'late';
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
