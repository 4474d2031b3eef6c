import { PassThrough, pipeline, type Readable } from 'node:stream';
import { type Running, start } from '../run/spawn.ts';
import { requireTool } from '../run/tools.ts';
import { engineCommand, type Origin } from './command.ts';
import type { AvailableWay } from './ways.ts';

export interface Launch {
  readonly origin: Origin;
  /** Paths of what is going to be written or read: they stand in the question for the password. */
  readonly targets: readonly string[];
  /** A password can be asked for at our terminal. */
  readonly hasTerminal: boolean;
}

/** Starts what is to become the engine; whether it does, its first word tells. @throws TarstrapError `tool-missing` */
export function launch({ way, tool }: AvailableWay, { origin, targets, hasTerminal }: Launch): Promise<Running> {
  const command = engineCommand({ origin, way, tool, unshare: requireTool('unshare'), hasTerminal, targets });
  return start({ ...command, stdin: 'pipe', stdout: 'pipe', terminal: hasTerminal });
}

/** For one that nobody hears yet, and that may have ended by then: Node throws away what nobody has begun to read when a program ends. */
export function unheard(running: Running): Running {
  return { ...running, stdout: running.stdout && kept(running.stdout), stderr: kept(running.stderr) };
}

function kept(output: Readable): Readable {
  // What becomes of the one becomes of the other, and whoever reads it hears of that.
  return pipeline(output, new PassThrough(), () => {});
}
