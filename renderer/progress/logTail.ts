import type { LogChunk } from '../../shared/view.ts';

/** The end of a job's log. A log can be as long as its archive has members; a page can not. */
export interface LogTail {
  readonly lines: readonly string[];
  /** Number of the first of these lines. */
  readonly first: number;
  /** Where to read on. */
  readonly next: number;
}

/** Lines. */
export const MOST = 500;

export const EMPTY_TAIL: LogTail = { lines: [], first: 0, next: 0 };

/** Where to read: what would be cut off again is not asked for. */
export function readFrom({ next }: LogTail, length: number): number {
  return Math.max(next, length - MOST);
}

export function extended(tail: LogTail, from: number, chunk: LogChunk): LogTail {
  const joined = from === tail.next ? [...tail.lines, ...chunk.lines] : chunk.lines;
  const lines = joined.slice(-MOST);
  return { lines, first: from + chunk.lines.length - lines.length, next: chunk.next };
}
