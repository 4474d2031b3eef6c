import { TarstrapError, toFailure } from '../../shared/errors.ts';
import { HELP } from './arguments.ts';
import { drives } from './drives.ts';
import { flash } from './flash.ts';
import { inspect } from './inspect.ts';
import { openOutput, outputProblem } from './output.ts';
import { Cancelled } from './signals.ts';
import { reportCancelled, reportFailure, reportProblem, say, sayJson } from './terminal.ts';
import { verify } from './verify.ts';
import { VERSION } from './version.ts';

/** The terminal: one command, one exit code. */

const COMMANDS: Readonly<Record<string, (args: readonly string[], output: AbortSignal) => Promise<number>>> = { flash, inspect, drives, verify };

async function main([name, ...args]: readonly string[], output: AbortSignal): Promise<number> {
  if (name === '--version') {
    say(`tarstrap ${VERSION}`);
    return 0;
  }
  if (name === undefined || ['help', '-h', '--help'].includes(name) || args.includes('--help') || args.includes('-h')) {
    say(HELP);
    return name === undefined ? 64 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new TarstrapError('usage', { problem: `There is no command "${name}".` });
  return command(args, output);
}

/** What ended before its job began: for machines one event, as every job has; for people a few sentences. */
function reportEarly(error: unknown, args: readonly string[]): number {
  const failure = toFailure(error);
  const isCancelled = error instanceof Cancelled;
  if (args.includes('--json')) sayJson(isCancelled ? { type: 'cancelled', drive: 'untouched' } : { type: 'failed', failure, drive: 'untouched' });
  return isCancelled ? reportCancelled('untouched') : reportFailure(failure, 'untouched');
}

const args = process.argv.slice(2);
const output = openOutput();
const exitCode = await main(args, output).catch((error: unknown) => reportEarly(error, args));
const problem = await outputProblem(output);
// At once: who asks for a password is not ours to end, and may still hold our pipes.
process.exit(problem ? reportProblem(problem, exitCode) : exitCode);
