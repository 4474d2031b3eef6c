import { mkdirSync, statSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { requireTool } from '../../run/tools.ts';
import { unmount } from '../disk/unmount.ts';

/** Where the folder lies inside of the cell: a name that every system has at its root. */
const INSIDE = '/run';
/** What a system may keep on a filesystem of its own although programs need it. */
const PARTS = ['/usr'];

/**
 * A world for tar in which one folder can be written and nothing else: the system's root read-only, and the folder in
 * it. Whoever may write in that folder can put links into it while it is filled; they lead to nothing that root could
 * change there (chroot(2), read-only bind mounts of mount(8)). Mounts inside of the folder are not taken along.
 *
 * @param into the open folder, as a path through its descriptor
 * @returns what makes a command one that works in the folder, within the cell
 */
export async function openCell(into: string, folder: string, scope: Scope): Promise<(command: Command) => Command> {
  const root = `${folder}/cell`;
  mkdirSync(root);
  await bind('/', root, ['--options', 'ro'], scope);
  for (const part of PARTS.filter(isMountPoint)) await bind(part, `${root}${part}`, ['--options', 'ro'], scope);
  const at = `${root}${INSIDE}`;
  // As it stands: mount(8) would follow the descriptor's path by its name, which may be another folder's by now.
  await bind(into, at, ['--no-canonicalize'], scope);
  const [wanted, found] = [statSync(into, { bigint: true }), statSync(at, { bigint: true })];
  if (wanted.dev !== found.dev || wanted.ino !== found.ino)
    throw new TarstrapError('step-failed', { step: 'Preparing the folder' }, `${at} is not what was opened`);
  return ({ tool, args }) => ({ tool: 'chroot', args: [root, requireTool(tool), ...args, '-C', INSIDE] });
}

async function bind(what: string, at: string, options: readonly string[], scope: Scope): Promise<void> {
  await runStep('Preparing the folder', { tool: 'mount', args: ['--bind', ...options, '--', what, at] });
  scope.defer(`unmounting ${at}`, () => unmount(at));
}

function isMountPoint(path: string): boolean {
  return statSync(path).dev !== statSync('/').dev;
}
