import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { asPerson, type Person, smallLimits } from './confine.ts';
import { TOOL_ENVIRONMENT } from './environment.ts';
import { requireTool } from './tools.ts';

/**
 * The one place that starts programs: an argument vector, an absolute path, the fixed environment. Never a shell.
 */

/** A file descriptor of ours, a pipe to us, or nothing. */
export type Stream = number | 'pipe' | 'ignore';

export interface SpawnRequest {
  readonly tool: string;
  readonly args: readonly string[];
  readonly stdin?: Stream;
  readonly stdout?: Stream;
  /** Descriptors of ours, which it has as 3 and on. */
  readonly others?: readonly number[];
  readonly cwd?: string;
  /** Ends with us even if we are killed: the kernel sends SIGKILL (prctl(2), PR_SET_PDEATHSIG). */
  readonly tied?: boolean;
  /** Runs with this person's rights, with none of root's and none to be had, and within limits: for what works on strangers' bytes. */
  readonly as?: Person | undefined;
  /** Whatever else runs goes first (nice(1)). */
  readonly isIdle?: boolean | undefined;
  /** Stays in the terminal's session, as sudo needs it. Else Ctrl-C at the terminal does not reach the program. */
  readonly terminal?: boolean;
  /** Beside the fixed ones. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  /** Signals go through this handle only: by number they might hit a process that took the number over. */
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable;
  /** Settles when the process has ended and all of its output was read. Never rejects. */
  readonly exit: Promise<Exit>;
}

/** @throws TarstrapError `tool-missing` if the program is nowhere; the system's error if it cannot be started. */
export async function start(request: SpawnRequest): Promise<Running> {
  const path = request.tool.startsWith('/') ? request.tool : requireTool(request.tool);
  const [program, ...args] = [...wrappers(request), path, ...request.args] as [string, ...string[]];
  const child = spawn(program, args, {
    env: { ...TOOL_ENVIRONMENT, ...request.env },
    cwd: request.cwd ?? '/',
    detached: !request.terminal,
    stdio: [request.stdin ?? 'ignore', request.stdout ?? 'ignore', 'pipe', ...(request.others ?? [])],
  });
  const exit = new Promise<Exit>((resolve) => child.once('close', (exitCode, signal) => resolve({ exitCode, signal })));
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  // A program that ends early closes its stdin; that is its right, and its exit code tells the rest.
  child.stdin?.on('error', () => {});
  return { child, pid: child.pid as number, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr as Readable, exit };
}

/** Programs that change themselves and then become the next: the process stays the same. */
function wrappers({ tied, as, isIdle }: SpawnRequest): string[] {
  const patience = isIdle ? [requireTool('nice'), '-n', '19'] : [];
  const privileges = [...(as ? asPerson(as, process.getuid?.() ?? 0) : []), ...(tied ? ['--pdeathsig', 'KILL'] : [])];
  if (privileges.length === 0) return patience;
  return [...patience, requireTool('setpriv'), ...privileges, ...(as ? [requireTool('prlimit'), ...smallLimits()] : [])];
}
