import type { TarstrapError } from '../../shared/errors.ts';
import { describeExit } from '../run/run.ts';
import type { Exit } from '../run/spawn.ts';
import type { ToolEnd } from '../run/unfit.ts';

/** How a decompressor ended. */
export interface FeedEnd {
  readonly ok: boolean;
  /** What does not belong to the compressed data lies behind it. Not every program tells. */
  readonly junk?: true;
  /** Its own words, if it failed. */
  readonly detail?: string;
  /** Why, where that is known better than by words. */
  readonly problem?: TarstrapError;
  /** Who it was, and how he ended, where that was neither by us nor because a reader had enough. */
  readonly failed?: ToolEnd;
}

/** What each program says of junk behind a complete stream, where it says anything: gzip(1) and bzip2(1) warn, as ours does, and zstd and lz4 end like this. */
const TRAILING_JUNK: Readonly<Record<string, (exit: Exit, stderr: string) => boolean>> = {
  gzip: ({ exitCode }) => exitCode === 2,
  python3: ({ exitCode }) => exitCode === 2,
  bzip2: ({ exitCode }, stderr) => exitCode === 0 && stderr.includes('trailing garbage'),
  zstd: ({ exitCode }, stderr) => exitCode === 1 && stderr.includes('unsupported format'),
  lz4: ({ exitCode }, stderr) => exitCode === 1 && stderr === '',
};

/**
 * Judges the end of a decompressor. SIGPIPE is fine: the reader went away, and its own exit code tells whether it was
 * satisfied. So is junk or padding behind the data: whether the data is complete is told by tar's end marker.
 */
export function judgeDecompressor(tool: string, exit: Exit, stderr: string): FeedEnd {
  const words = stderr.trim();
  if (TRAILING_JUNK[tool]?.(exit, words)) return { ok: true, junk: true };
  if (exit.exitCode === 0 || exit.signal === 'SIGPIPE') return { ok: true };
  const detail = words ? words : `${tool}: ${describeExit(exit)}`;
  return { ok: false, detail, failed: { tool, exit: { exitCode: exit.exitCode, signal: exit.signal }, words } };
}
