import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AclNames } from '../../../shared/facts.ts';
import type { Command } from '../../../shared/plan/types.ts';
import type { Capability } from '../../run/confine.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { together } from '../../run/together.ts';
import { requireTool } from '../../run/tools.ts';
import { bindFolder } from '../disk/bind.ts';
import { unmountAll } from '../disk/unmount.ts';
import { confineTo } from './rights.ts';

/**
 * The world in which tar runs: the system's programs, read-only, and the one folder that it fills or compares (chroot(2),
 * bind mounts). Links lead to nothing else, whether the archive brought them, or they were there before, or somebody who
 * may write there puts them in meanwhile. Within the folder they are followed as ever. What is mounted in there later is not
 * seen, and of what root may do little is left.
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
  /** Links in it lead nowhere: whoever only packs what is there needs none. */
  readonly linksStay?: boolean;
  /** Those that root keeps in there. */
  readonly capabilities: readonly Capability[];
  /** Whom tar is to know by name: it sees none of this machine's own users, who are not the archive's. */
  readonly people?: AclNames;
}

/** What laying a root filesystem takes: owners and modes of others, set-uid bits, device nodes, capabilities of files. */
const FILLING: readonly Capability[] = ['chown', 'dac_override', 'fowner', 'fsetid', 'mknod', 'setfcap'];
/** What looking at one takes: files that their owners may not read. */
const LOOKING: readonly Capability[] = ['dac_read_search'];
/** For attributes of the kinds `trusted` and `security`: it opens much more, so it is there only where the archive has some. */
const ADMINISTERING: readonly Capability[] = ['sys_admin'];

/** @param privileged attributes of the archive that take an administrator */
export function capabilitiesTo(work: 'fill' | 'look', privileged: number): readonly Capability[] {
  return [...(work === 'fill' ? FILLING : LOOKING), ...(privileged > 0 ? ADMINISTERING : [])];
}

/** @returns what makes a command one that works in the folder, within the cell */
export async function openCell(request: CellRequest, scope: Scope): Promise<(command: Command) => Command> {
  const root = mkdtempSync(`${request.folder}/cell-`);
  await runStep(STEP, { tool: 'mount', args: ['-t', 'tmpfs', '-o', 'size=64k,mode=0755,nosuid,nodev', 'tarstrap', root] });
  scope.defer('leaving the place of tar', () => unmountAll(root));
  await together(providePrograms(root), provideTarget(`${root}${INSIDE}`, request, scope));
  if (request.people) providePeople(root, request.people);
  const confined = await confineTo(root, request.capabilities);
  await runStep(STEP, { tool: 'mount', args: ['-o', 'remount,bind,ro', '--', root] });
  // First, because it counts for the names behind it.
  return ({ tool, args }) => confined([requireTool(tool), '-C', INSIDE, ...args]);
}

function provideTarget(at: string, { into, nested = false, readOnly = false, linksStay = false }: CellRequest, scope: Scope): Promise<void> {
  return bindFolder({ from: into, at, nested, options: `nosuid,nodev,noexec,${linksStay ? 'nosymfollow' : 'symfollow'}${readOnly ? ',ro' : ''}` }, scope);
}

/**
 * Tries it before anything is wiped.
 * @param folder private to us
 * @throws TarstrapError `step-failed` where kernel or tools cannot do it: Linux 5.10 can
 */
export async function requireCell(folder: string, scope: Scope): Promise<void> {
  const into = `${folder}/trial`;
  mkdirSync(into);
  const within = await openCell({ into, folder, capabilities: FILLING }, scope);
  await runStep(STEP, within({ tool: 'tar', args: ['--version'] }));
}

async function providePrograms(root: string): Promise<void> {
  for (const path of PROGRAMS) await provide(path, `${root}${path}`);
}

/** As glibc and musl look them up (nsswitch.conf(5), passwd(5), group(5)). Neither names nor numbers can be more than they are (`aclNames`). */
function providePeople(root: string, { users, groups }: AclNames): void {
  if (users.length + groups.length === 0) return;
  mkdirSync(`${root}/etc`);
  writeFileSync(`${root}/etc/nsswitch.conf`, 'passwd: files\ngroup: files\n');
  writeFileSync(`${root}/etc/passwd`, users.map(([name, uid]) => `${name}:x:${uid}:65534::/:\n`).join(''));
  writeFileSync(`${root}/etc/group`, groups.map(([name, gid]) => `${name}:x:${gid}:\n`).join(''));
}

async function provide(path: string, at: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return symlinkSync(readlinkSync(path), at);
  if (!stat) return;
  mkdirSync(at);
  await runStep(STEP, { tool: 'mount', args: ['--bind', '--make-private', '-o', 'ro,nosuid,nodev', '--', path, at] });
}
