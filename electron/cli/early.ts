import { MOST_LANES } from '../../shared/lanes.ts';
import { requestLine } from '../../shared/protocolLine.ts';
import { isImageName } from '../archive/recognise.ts';
import { placeOf } from '../drives/targetPath.ts';
import { launch, unheard } from '../elevate/launch.ts';
import { availableWays } from '../elevate/ways.ts';
import type { Running } from '../run/spawn.ts';
import { requireSurroundings } from '../run/surroundings.ts';
import { asksForHelp, type CommandLine, parseCommand } from './commandLine.ts';
import { engineFiles } from './files.ts';
import { FLASH_OPERANDS, FLASH_OPTIONS } from './options.ts';

/**
 * Where nobody has to be asked for anything, the engine starts at once: before the rest of this program is read, which takes as long as the engine takes to
 * come. So this is imported first of all, and imports little.
 */

export interface Launched {
  /** As the engine has been told them. */
  readonly targets: readonly string[];
  readonly running: Promise<Running>;
}

export const launched = launchEarly(process.argv.slice(2));

/** @returns undefined where there is anything to be asked, or to be said first, which others do */
function launchEarly([command, ...args]: readonly string[]): Launched | undefined {
  if (command !== 'flash' || process.getuid?.() !== 0 || asksForHelp(args)) return undefined;
  try {
    requireSurroundings('/proc', '/dev/null');
    const line = parseCommand(args, FLASH_OPTIONS, FLASH_OPERANDS, MOST_LANES);
    return isUnasked(line) ? launchFor(line, args) : undefined;
  } catch {
    return undefined;
  }
}

function isUnasked({ values }: CommandLine): boolean {
  return values['yes'] === true && values['dry-run'] !== true;
}

function launchFor({ positionals: [source = '', ...paths] }: CommandLine, args: readonly string[]): Launched | undefined {
  const [way] = availableWays(0);
  if (!way) return undefined;
  const targets = paths.map(placeOf);
  const { origin } = engineFiles(['flash', ...args]);
  const running = launch(way, { origin, targets, hasTerminal: process.stdin.isTTY }).then(unheard);
  if (!isImageName(source)) void expectFlash(running);
  // If it cannot be started, that shows when it is needed.
  running.catch(() => {});
  return { targets, running };
}

/** If it cannot be told, that shows when it is needed. */
async function expectFlash(launched: Promise<Running>): Promise<void> {
  const running = await launched.catch(() => undefined);
  running?.stdin?.write(requestLine({ type: 'expect', job: 'flash' }));
}
