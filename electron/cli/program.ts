import { toFailure } from '../../shared/errors.ts';
import { requireSurroundings } from '../run/surroundings.ts';
import { keepYoungHeapSmall } from '../run/youngHeap.ts';
import { capture } from './capture.ts';
import { asksForHelp, didYouMean, usage } from './commandLine.ts';
import { drives } from './drives.ts';
import type { Launched } from './early.ts';
import { ending } from './end.ts';
import { flash } from './flash.ts';
import { COMMAND_NAMES, type CommandName, HELP, helpOf, isCommand, SHORT_USAGE } from './help.ts';
import { inspect } from './inspect.ts';
import { layouts } from './layouts.ts';
import { openOutput, outputProblem } from './output.ts';
import { Cancelled } from './signals.ts';
import { reportCancelled, reportFailure, reportProblem, say, sayJson, tell } from './terminal.ts';
import { verify } from './verify.ts';
import { VERSION } from './version.ts';

/** One command, one exit code. */

type Command = (args: readonly string[], output: AbortSignal) => Promise<number>;

function commandsWith(launched: Launched | undefined): Readonly<Record<CommandName, Command>> {
  return { flash: (args) => flash(args, launched), capture, inspect, drives, layouts, verify };
}

async function main([name, ...args]: readonly string[], output: AbortSignal, launched: Launched | undefined): Promise<number> {
  if (name === undefined) {
    tell(SHORT_USAGE);
    return 64;
  }
  if (name === '--version' || name === '-V') return printed(`tarstrap ${VERSION}`);
  if (isHelp(name)) return printed(helpAbout(args[0]));
  const command = requireCommand(name);
  if (asksForHelp(args)) return printed(helpOf(command));
  requireSurroundings('/proc', '/dev/null');
  return commandsWith(launched)[command](args, output);
}

function printed(words: string): number {
  say(words);
  return 0;
}

const isHelp = (word: string): boolean => ['help', '-h', '--help'].includes(word);

/** @throws TarstrapError `usage` */
function helpAbout(word: string | undefined): string {
  return word === undefined || isHelp(word) ? HELP : helpOf(requireCommand(word));
}

/** What other programs call these. */
const MEANT: Readonly<Record<string, string>> = {
  version: '--version',
  list: 'drives',
  write: 'flash',
  burn: 'flash',
  check: 'verify',
  info: 'inspect',
  backup: 'capture',
  save: 'capture',
  pack: 'capture',
};

/** @throws TarstrapError `usage` */
function requireCommand(name: string): CommandName {
  if (isCommand(name)) return name;
  const word = name.toLowerCase();
  if (Object.hasOwn(MEANT, word)) throw usage(`There is no command "${name}". Did you mean ${MEANT[word]}?`);
  if (!name.startsWith('-')) throw usage(`There is no command "${name}".${didYouMean(name, [...COMMAND_NAMES, 'help'])}`);
  const meant = didYouMean(name.replace(/^-+/, ''), ['help', 'version'], '--');
  throw usage(`There is no option ${name} here.${meant || ' Options go after the command.'}`);
}

/** Of the others nobody thinks that they might have written something. */
function hasTarget([name]: readonly string[]): boolean {
  return name === 'flash';
}

/** What ended before its job began: for machines one event, as every job has; for people a few sentences. */
function reportEarly(error: unknown, args: readonly string[]): number {
  const failure = toFailure(error);
  const isCancelled = error instanceof Cancelled;
  if (args.includes('--json')) sayJson(isCancelled ? { type: 'cancelled', drive: 'untouched' } : { type: 'failed', failure, drive: 'untouched' });
  const state = hasTarget(args) ? 'untouched' : undefined;
  return isCancelled ? reportCancelled(state) : reportFailure(failure, state);
}

/** Runs what stands on the command line, and ends this process with its exit code. */
export async function run(launched: Launched | undefined): Promise<void> {
  keepYoungHeapSmall();
  const end = ending();
  const args = process.argv.slice(2);
  const output = openOutput();
  const exitCode = await main(args, output, launched).catch((error: unknown) => reportEarly(error, args));
  const problem = await outputProblem(output);
  // At once: who asks for a password is not ours to end, and may still hold our pipes.
  end(problem ? reportProblem(problem, exitCode) : exitCode);
}
