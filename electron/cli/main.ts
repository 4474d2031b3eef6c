import { TarstrapError, toFailure } from '../../shared/errors.ts';
import { HELP } from './arguments.ts';
import { drives } from './drives.ts';
import { flash } from './flash.ts';
import { inspect } from './inspect.ts';
import { Cancelled } from './signals.ts';
import { reportCancelled, reportFailure, say, sayJson } from './terminal.ts';
import { verify } from './verify.ts';
import { VERSION } from './version.ts';

/** The terminal: one command, one exit code. */

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { flash, inspect, drives, verify };

async function main([name, ...args]: readonly string[]): Promise<number> {
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
  return command(args);
}

// A pager or `head` that has seen enough is no failure of ours.
process.stdout.on('error', () => {});

process.stderr.on('error', () => {});

/** What ended before its job began: for machines one event, as every job has; for people a few sentences. */
function reportEarly(error: unknown, args: readonly string[]): number {
  const failure = toFailure(error);
  const isCancelled = error instanceof Cancelled;
  if (args.includes('--json')) sayJson(isCancelled ? { type: 'cancelled', drive: 'untouched' } : { type: 'failed', failure, drive: 'untouched' });
  return isCancelled ? reportCancelled('untouched') : reportFailure(failure, 'untouched');
}

const args = process.argv.slice(2);
try {
  process.exitCode = await main(args);
} catch (error) {
  process.exitCode = reportEarly(error, args);
}
