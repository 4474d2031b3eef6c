import type { Bytes, Shape } from './bytes.ts';

/** Files that are a row of frames, each a row of blocks that tell how long they are. */

/** The frame at a position. @returns where it ends, which may be behind the end of the file */
export type Frame = (bytes: Bytes, at: number) => Generator<undefined, number | Exclude<Shape, 'whole' | 'appended'>>;

/** @param isLate asked between blocks */
export function shapeOfFrames(bytes: Bytes, frameAt: Frame, isLate: () => boolean): Shape {
  let at = 0;
  while (at < bytes.size) {
    const end = walk(isSkippable(bytes, at) ? skippable(bytes, at) : frameAt(bytes, at), isLate);
    if (typeof end !== 'number') return end;
    at = end;
  }
  return at === bytes.size ? 'whole' : 'broken';
}

function walk(frame: ReturnType<Frame>, isLate: () => boolean): number | Exclude<Shape, 'whole' | 'appended'> {
  for (;;) {
    const step = frame.next();
    if (step.done) return step.value;
    if (isLate()) return 'unknown';
  }
}

/** zstd and lz4 share these: `184D2A5?`, and a length (RFC 8878, 3.1.2). */
function isSkippable(bytes: Bytes, at: number): boolean {
  const head = bytes.at(at, 4);
  return head.length === 4 && head.readUInt32LE(0) >>> 4 === 0x184d2a5;
}

function* skippable(bytes: Bytes, at: number): ReturnType<Frame> {
  const length = bytes.at(at + 4, 4);
  yield undefined;
  return length.length === 4 ? at + 8 + length.readUInt32LE(0) : 'broken';
}
