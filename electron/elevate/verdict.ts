import type { ErrorCode } from '../../shared/errors.ts';
import type { Way } from './command.ts';

/** Why there is no engine, from what the tool that should have started it left behind. Pure. */
export interface Verdict {
  readonly code: Extract<ErrorCode, 'root-dismissed' | 'root-refused' | 'root-no-agent' | 'engine-cannot-start' | 'engine-lost'>;
  /** Another way may succeed where this one could not even ask. Where somebody has answered, nobody else is asked. */
  readonly mayTryNext: boolean;
}

const DISMISSED: Verdict = { code: 'root-dismissed', mayTryNext: false };
const REFUSED: Verdict = { code: 'root-refused', mayTryNext: false };
const CANNOT_ASK: Verdict = { code: 'root-no-agent', mayTryNext: true };
const TOOL_FAILED: Verdict = { code: 'engine-cannot-start', mayTryNext: true };
/** Root was given, and what it should have run did not run: that is not asked for a second time. */
const NOT_RUN: Verdict = { code: 'engine-cannot-start', mayTryNext: false };
const LOST: Verdict = { code: 'engine-lost', mayTryNext: false };

type Telling = readonly (readonly [RegExp, Verdict])[];

/** Whoever was to run it: unshare(1), env(1), Node, and the runtime of an AppImage. */
const OF_THE_ENGINE: Telling = [[/failed to execute|unshare failed|env: .*No such file|Cannot find module|Cannot mount AppImage|require FUSE/, NOT_RUN]];

/** Lines that each tool writes, as far as they tell anything. */
const TELLING: Record<Way, Telling> = {
  root: [],
  // pkexec(1): 126 dismissed, 127 everything else, told apart by its words.
  pkexec: [
    [/^Error executing command as another user: Request dismissed/m, DISMISSED],
    [/No authentication agent found|creating textual authentication agent/, CANNOT_ASK],
    [/Not authorized/, REFUSED],
    [/Error (accessing|getting authority|obtaining authorization|initializing|checking)|Cannot run program|must be setuid root/, TOOL_FAILED],
  ],
  run0: [
    [/dismissed/i, DISMISSED],
    [/[Ii]nteractive authentication required|No authentication agent/, CANNOT_ASK],
    [/[Aa]ccess denied|[Nn]ot authorized|Permission denied/, REFUSED],
    [/Failed to (connect|start)|No such file|not found/, TOOL_FAILED],
  ],
  sudo: [
    [/not in the sudoers|not allowed|may not run|incorrect password/, REFUSED],
    [/no password was provided/, DISMISSED],
    [/a password is required|a terminal is required/, CANNOT_ASK],
    [/command not found|No such file|must be owned by uid 0|no new privileges|unable to/, TOOL_FAILED],
  ],
  doas: [
    [/Authentication required|a tty is required/, CANNOT_ASK],
    [/Authentication failed|Operation not permitted/, REFUSED],
    [/command not found|No such file|not installed setuid|not enabled/, TOOL_FAILED],
  ],
};

export function judge(way: Way, words: string): Verdict {
  return [...OF_THE_ENGINE, ...TELLING[way]].find(([line]) => line.test(words))?.[1] ?? LOST;
}
