import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** Processes that a test has started, directly or not. */

export interface Process {
  readonly pid: string;
  readonly parent: string;
  /** Of its program, the first 15 characters. */
  readonly name: string;
}

/** All that were started by one. */
export function descendants(pid: number | undefined): Process[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? processOf(name) : []));
  const below = (parent: string): Process[] => all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(`${pid}`);
}

export function isRunning({ pid, name }: Process): boolean {
  return processOf(pid)[0]?.name === name;
}

/** `123 (a name) S 1 …` (proc_pid_stat(5)). One that has ended is a Z until somebody asks for its exit code, which init may not. */
function processOf(pid: string): Process[] {
  try {
    const [, name, parent] = /\((.*)\) [^Z] (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return name === undefined || parent === undefined ? [] : [{ pid, parent, name }];
  } catch {
    return [];
  }
}

/** One that has a file open, and nothing more. */
export function holdOpen(path: string, flags: string, seconds = 60): { readonly child: ChildProcess; readonly end: () => Promise<unknown> } {
  const fd = openSync(path, flags);
  const child = spawn('sleep', [String(seconds)], { stdio: [fd, 'ignore', 'ignore'] });
  closeSync(fd);
  const ended = once(child, 'exit');
  return { child, end: () => (child.kill('SIGKILL'), ended) };
}
