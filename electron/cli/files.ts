import { fileURLToPath } from 'node:url';
import { shellQuote } from '../../shared/plan/describe.ts';
import type { EngineFiles } from '../elevate/engine.ts';

/** The engine is built beside the terminal, one file each, and run by the same Node. */
export function engineFiles(args: readonly string[]): EngineFiles {
  const engine = fileURLToPath(new URL('engine.js', import.meta.url));
  const cli = fileURLToPath(import.meta.url);
  return { origin: { kind: 'sources', interpreter: [process.execPath], engine }, byHand: ['sudo', process.execPath, cli, ...args].map(shellQuote).join(' ') };
}
