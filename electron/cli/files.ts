import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shellQuote } from '../../shared/shell.ts';
import type { EngineFiles } from '../elevate/engine.ts';
import { byHandOf, hasLauncher, originOf } from '../elevate/origin.ts';
import { ownAppImage } from '../run/appImage.ts';
import { asNode } from '../run/asNode.ts';

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The engine lies beside the terminal, one file each, and is run by the same Node; in a package that is the app itself. */
export function engineFiles(args: readonly string[]): EngineFiles {
  const isPackaged = existsSync(beside('app.asar'));
  const node = isPackaged ? asNode(process.execPath) : [process.execPath];
  const origin = originOf({ isPackaged, appImage: ownAppImage(process.env), hasLauncher: hasLauncher(), interpreter: node, engine: beside('engine.js') });
  const program = isPackaged ? [beside('../AppRun')] : [...node, beside('cli.js')];
  return { origin, byHand: [byHandOf(origin, program), ...args.map(shellQuote)].join(' ') };
}
