import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Mount, parseMountinfo } from '../../drives/mountinfo.ts';
import type { Command } from '../../../shared/plan/types.ts';

/** A mount namespace as the engine looks into it: its own, or the one that the user sees. */
export interface View {
  /** Where its root is. */
  readonly root: string;
  /** Its mountinfo (proc_pid_mountinfo(5)). */
  readonly mountinfo: string;
  /** Makes a command one that runs in it. */
  readonly within: (command: Command) => Command;
}

export const OWN: View = { root: '/', mountinfo: '/proc/self/mountinfo', within: (command) => command };

export function mountsIn({ mountinfo }: View): Mount[] {
  return parseMountinfo(readFileSync(mountinfo, 'utf8'));
}

/** open(2): a place in the tree of files and nothing more; Node has no name for it. */
const O_PATH = 0o10000000;

/** A mount point, held by the folder that it lies in: held itself, it could not be unmounted. */
export interface Place extends Disposable {
  readonly folder: number;
  readonly name: string;
}

/**
 * Finds a mount by its number, through no link: whoever may rename a folder on the way to it, and put a link in its place, must not
 * lead root to another mount.
 * @returns undefined if it is not there any more
 */
export function findPlace(view: View, { at, id }: Pick<Mount, 'at' | 'id'>): Place | undefined {
  const name = at.slice(at.lastIndexOf('/') + 1);
  const folder = openFolder(view.root, dirname(at));
  if (folder === undefined) return undefined;
  if (mountOf(folder, name) === id) return { folder, name, [Symbol.dispose]: () => closeSync(folder) };
  closeSync(folder);
  return undefined;
}

/** The root of a mount, by its number and through no link. @returns undefined if it is not there any more */
export function openMount(view: View, mount: Pick<Mount, 'at' | 'id'>): number | undefined {
  using place = findPlace(view, mount);
  const fd = place && openIn(place.folder, place.name, constants.O_DIRECTORY);
  if (fd === undefined || mountNumber(fd) === mount.id) return fd;
  closeSync(fd);
  return undefined;
}

function openFolder(root: string, path: string): number | undefined {
  let fd = openSync(root, O_PATH | constants.O_DIRECTORY);
  for (const part of path.split('/').filter(Boolean)) {
    const next = openIn(fd, part, constants.O_DIRECTORY);
    closeSync(fd);
    if (next === undefined) return undefined;
    fd = next;
  }
  return fd;
}

/** Number of the mount that a name in a folder lies on; the name of a mount point is the mount's own root. */
function mountOf(folder: number, name: string): string | undefined {
  const fd = openIn(folder, name);
  if (fd === undefined) return undefined;
  try {
    return mountNumber(fd);
  } finally {
    closeSync(fd);
  }
}

/** Of the mount that an open file or folder was reached by (proc_pid_fdinfo(5)). */
export function mountNumber(fd: number): string | undefined {
  return /^mnt_id:\t(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
}

function openIn(folder: number, name: string, flags = 0): number | undefined {
  try {
    return openSync(`/proc/self/fd/${folder}/${name}`, O_PATH | constants.O_NOFOLLOW | flags);
  } catch {
    return undefined;
  }
}
