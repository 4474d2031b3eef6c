import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { runStep } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { together } from '../../run/together.ts';
import { requireTool } from '../../run/tools.ts';
import { memoryFolder } from '../disk/room.ts';
import { unmountAll } from '../disk/unmount.ts';

/**
 * The world in which tar runs: the system's programs, read-only, and the one folder that it fills or compares (chroot(2),
 * bind mounts). Links lead to nothing else, whether the archive brought them, or they were there before, or somebody who
 * may write there puts them in meanwhile. Within the folder they are followed as ever.
 */

const STEP = 'Preparing a place for tar';
const INSIDE = '/target';
/** What programs and their libraries need; most of it links into `/usr` on systems of today. */
const PROGRAMS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64'];

export interface CellRequest {
  /** The folder, such as a mount of ours, or an open one as a path through its descriptor. */
  readonly into: string;
  /** Private folder of the job. */
  readonly folder: string;
  /** What is mounted inside of it is taken along. */
  readonly nested?: boolean;
  readonly readOnly?: boolean;
}

/** @returns what makes a command one that works in the folder, within the cell */
export async function openCell(request: CellRequest, scope: Scope): Promise<(command: Command) => Command> {
  const root = mkdtempSync(`${request.folder}/cell-`);
  await runStep(STEP, { tool: 'mount', args: ['-t', 'tmpfs', '-o', 'size=64k,mode=0755,nosuid,nodev', 'tarstrap', root] });
  scope.defer('leaving the place of tar', () => unmountAll(root));
  await together(providePrograms(root), provideTarget(`${root}${INSIDE}`, request));
  await remount(root, 'ro');
  return ({ tool, args }) => ({ tool: 'chroot', args: [root, requireTool(tool), ...args, '-C', INSIDE] });
}

async function provideTarget(at: string, { into, nested, readOnly }: CellRequest): Promise<void> {
  mkdirSync(at);
  // As it stands: mount(8) would follow the path by its name, which may be another folder's by now.
  await runStep(STEP, { tool: 'mount', args: ['--no-canonicalize', nested ? '--rbind' : '--bind', '--', into, at] });
  requireSameInode(into, at);
  await remount(at, `nosuid,nodev,noexec,symfollow${readOnly ? ',ro' : ''}`);
}

/** Tries it before anything is wiped. @throws TarstrapError `step-failed` where kernel or tools cannot do it: Linux 5.10 can */
export async function requireCell(folder: string): Promise<void> {
  await using scope = new Scope();
  const into = await memoryFolder({ at: `${folder}/trial`, bytes: MiB }, scope);
  const within = await openCell({ into, folder }, scope);
  await runStep(STEP, within({ tool: 'tar', args: ['--version'] }));
}

async function providePrograms(root: string): Promise<void> {
  for (const path of PROGRAMS) await provide(path, `${root}${path}`);
}

async function provide(path: string, at: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return symlinkSync(readlinkSync(path), at);
  if (!stat) return;
  mkdirSync(at);
  await runStep(STEP, { tool: 'mount', args: ['--bind', '-o', 'ro,nosuid,nodev', '--', path, at] });
}

async function remount(at: string, options: string): Promise<void> {
  await runStep(STEP, { tool: 'mount', args: ['-o', `remount,bind,${options}`, '--', at] });
}

function requireSameInode(into: string, at: string): void {
  const [wanted, found] = [statSync(into, { bigint: true }), statSync(at, { bigint: true })];
  if (wanted.dev === found.dev && wanted.ino === found.ino) return;
  throw new TarstrapError('step-failed', { step: STEP }, `${at} is not what was to be there`);
}
