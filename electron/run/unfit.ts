import { basename } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import { run } from './run.ts';
import { shortageIn } from './shortage.ts';
import type { Exit } from './spawn.ts';

/** A program that was killed, lacked something of the machine, or did not even begin: what it should have read is not to blame. */

/** How a program has ended that failed. */
export interface ToolEnd {
  readonly tool: string;
  readonly exit: Exit;
  readonly words: string;
}

/** @returns TarstrapError `tar-killed`, `memory-lacking`, `limit-reached`, `tool-unfit`, `reader-cannot-run`; undefined where it did run, to its end */
export async function blameTool(end: ToolEnd): Promise<TarstrapError | undefined> {
  const { tool, exit, words } = end;
  if (exit.signal) return new TarstrapError('tar-killed', { tool, signal: exit.signal }, words);
  const shortage = shortageIn(words, tool);
  if (shortage) return shortage;
  const didNotRun = hasNotRun(end);
  const isOfWrapper = OF_A_WRAPPER.test(words);
  if (!didNotRun && !isOfWrapper) return undefined;
  const culprit = (didNotRun && namedIn(words)) || (await brokenWrapper());
  if (!culprit && isOfWrapper) return new TarstrapError('reader-cannot-run', {}, words);
  return unfit(culprit ?? tool, words);
}

function hasNotRun({ exit, words }: ToolEnd): boolean {
  return NOT_RUN.includes(exit.exitCode ?? 0) || NO_SCRIPT.test(words);
}

function namedIn(words: string): string | undefined {
  const path = [NO_SCRIPT, NOT_EXECUTED, NOT_LINKED].map((pattern) => pattern.exec(words)?.[1]).find(Boolean);
  return path && basename(path);
}

/** Those that take rights off a program, and then become it (`spawn.ts`). */
const WRAPPERS = ['setpriv', 'prlimit'];
const OF_A_WRAPPER = /^\S{0,200}(?:setpriv|prlimit): /m;
/** Of what could not be started by another program (env(1), "Exit status"), and of setpriv(1) where it is refused something. */
const NOT_RUN = [126, 127];
/** Of setpriv(1) and prlimit(1). What is refused is a matter of rights. */
const NOT_EXECUTED = /^\S{0,200}: failed to execute (\S{1,200}): (?!Permission denied|Operation not permitted)/m;
/** ld.so(8). */
const NOT_LINKED = /^(\S{1,200}): (?:error while loading shared libraries|symbol lookup error|\S{1,200}: version `.{1,80}' not found)/m;
/** A program of another machine: the C library takes it for a script of sh(1) (execvp(3)). */
const NO_SCRIPT = /^(\S{1,200}): (?:line )?\d{1,9}: .{0,200}(?:[Ss]yntax error|not found|Exec format error)/m;

/** Some say nothing of themselves. */
async function brokenWrapper(): Promise<string | undefined> {
  for (const tool of WRAPPERS) {
    const { exitCode } = await run({ tool, args: ['--version'] });
    if (exitCode !== 0) return tool;
  }
  return undefined;
}

function unfit(tool: string, words: string): TarstrapError {
  return new TarstrapError('tool-unfit', { tool, package: packageOf(tool) }, words);
}
