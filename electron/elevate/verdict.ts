import type { ErrorCode } from '../../shared/errors.ts';
import type { Way } from './command.ts';

/** Why there is no engine, from what the tool that should have started it left behind. Pure. */
export type StartProblem = Extract<ErrorCode, 'root-dismissed' | 'root-refused' | 'root-no-agent' | 'engine-cannot-start' | 'engine-lost'>;

/** Lines that each tool writes, as far as they tell anything. */
const TELLING: Record<Exclude<Way, 'root'>, readonly (readonly [RegExp, StartProblem])[]> = {
  // pkexec(1): 126 dismissed, 127 everything else, told apart by its words.
  pkexec: [
    [/^Error executing command as another user: Request dismissed/m, 'root-dismissed'],
    [/No authentication agent found|creating textual authentication agent/, 'root-no-agent'],
    [/Not authorized/, 'root-refused'],
    [/Error (accessing|getting authority|obtaining authorization|initializing|checking)|Cannot run program|must be setuid root/, 'engine-cannot-start'],
  ],
  run0: [
    [/dismissed/i, 'root-dismissed'],
    [/[Ii]nteractive authentication required|No authentication agent/, 'root-no-agent'],
    [/[Aa]ccess denied|[Nn]ot authorized|Permission denied/, 'root-refused'],
    [/Failed to (connect|start)|No such file|not found/, 'engine-cannot-start'],
  ],
  sudo: [
    [/a password is required|a terminal is required|not in the sudoers|not allowed|may not run|incorrect password|no password was provided/, 'root-refused'],
    [/command not found|No such file|must be owned by uid 0|no new privileges|unable to/, 'engine-cannot-start'],
  ],
  doas: [
    [/Authentication (required|failed)|Operation not permitted|a tty is required/, 'root-refused'],
    [/command not found|No such file|not installed setuid|not enabled/, 'engine-cannot-start'],
  ],
};

/** What could not be run at all, whoever was to run it. */
const NOT_RUN = /failed to execute|unshare failed|env: .*No such file|Cannot find module/;

export function startProblem(way: Way, words: string): StartProblem {
  if (NOT_RUN.test(words)) return 'engine-cannot-start';
  const told = way === 'root' ? undefined : TELLING[way].find(([line]) => line.test(words))?.[1];
  return told ?? 'engine-lost';
}

/** Another way may succeed where this one cannot even ask. Where somebody has said no, nobody else is asked. */
export function mayTryNext(problem: ErrorCode): boolean {
  return problem === 'root-no-agent' || problem === 'engine-cannot-start';
}
