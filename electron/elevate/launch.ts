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
