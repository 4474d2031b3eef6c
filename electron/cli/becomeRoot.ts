import { type Engine, startEngine } from '../elevate/engine.ts';
import type { Running } from '../run/spawn.ts';
import { engineFiles } from './files.ts';
import { cancellable } from './signals.ts';

/**
 * Starts the engine for what was typed here; a password may be asked for on our terminal.
 * @param launched what {@link startEngine} takes of it, if it was
 * @throws Cancelled, or as `startEngine` does
 */
export function becomeRoot(command: readonly string[], targets: readonly string[], launched?: Promise<Running>): Promise<Engine> {
  return cancellable((signal) => startEngine(engineFiles(command), { targets, hasTerminal: process.stdin.isTTY, launched, signal }));
}
