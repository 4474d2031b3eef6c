import { describeExit } from '../../run/run.ts';
import type { Exit, Stream } from '../../run/spawn.ts';
import { runSession } from '../session/session.ts';
import { DD } from '../session/tools.ts';

/** dd(1), asked how far it is. */
export interface DdRequest {
  readonly args: readonly string[];
  readonly stdin?: Stream;
  readonly stdout?: Stream;
  readonly signal: AbortSignal;
  /** Bytes that it has written. */
  readonly onProgress?: (bytes: number) => void;
}

export interface DdEnd extends Exit {
  readonly bytes: number;
  /** Why it has failed; empty where it has not. */
  readonly problem: string;
}

/** Lines of what it says that are kept. */
const MOST_WORDS = 20;

export async function dd({ args, stdin, stdout = 'ignore', signal, onProgress }: DdRequest): Promise<DdEnd> {
  const words: string[] = [];
  const {
    exitCode,
    signal: killer,
    position,
  } = await runSession({
    tool: DD,
    command: { tool: 'dd', args, stdout, ...(stdin === undefined ? {} : { stdin }) },
    signal,
    ...(onProgress ? { onReport: onProgress } : {}),
    onLine: (line) => void (words.length < MOST_WORDS && words.push(line)),
  });
  const exit = { exitCode, signal: killer };
  return { ...exit, bytes: position, problem: exitCode === 0 ? '' : words.join('\n') || describeExit(exit) };
}
