import { readdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { defined } from './deviceFacts.ts';
import { isLive } from './live.ts';
import { mountOf } from './places.ts';
import { freeInodes, isMeasured, servesReadOnly } from './room.ts';
import type { Snapshot } from './snapshot.ts';
import { look, numberOf } from './sysfs.ts';

/** A folder as a target: it is filled in place. */

/** Folders of the running system with all that is in them: a root filesystem unpacked there would replace it. */
const SYSTEM = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
/** And those that may well hold a folder to be filled, but are none themselves. */
const SHARED = ['/', '/home', '/opt', '/root', '/run', '/srv', '/tmp', '/var'];

/** Its size is what root can still write there, with the reserve that ext4 keeps for it (statfs(2), `f_bfree`). */
export function directory(path: string, { mounts }: Snapshot): TargetFacts {
  const room = statfsSync(path);
  const stat = look(path);
  const device = stat ? numberOf(stat) : '0:0';
  const mount = mountOf(mounts, path, device);
  return {
    kind: 'directory',
    path,
    size: room.bfree * room.bsize,
    sectorSize: 512,
    device,
    removable: true,
    readOnly: (mount?.readOnly ?? false) || servesReadOnly(room, mount),
    mounts: [],
    ...defined({
      inode: stat && String(stat.ino),
      unmeasured: !isMeasured(room) || undefined,
      freeInodes: freeInodes(room),
      filesystem: mount?.filesystem,
      empty: isEmpty(path) || undefined,
      live: !mount || isLive(mounts, mount.device) || undefined,
      protectedBy: isOfSystem(path) ? 'it is a folder of the running system' : undefined,
    }),
  };
}

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** By identity: `/bin` is `/usr/bin` by another name on most systems, and a bind mount is another name too. */
function isOfSystem(path: string): boolean {
  return isAmong(SHARED, path) || ancestors(path).some((folder) => isAmong(SYSTEM, folder));
}

/** The folder itself and all that it lies in, up to the root, which every folder lies in. */
function ancestors(path: string): string[] {
  return path === '/' ? [] : [path, ...ancestors(dirname(path))];
}

function isAmong(folders: readonly string[], path: string): boolean {
  const own = look(path);
  return folders.some((folder) => {
    const stat = look(folder);
    return stat !== undefined && stat.ino === own?.ino && stat.dev === own.dev;
  });
}
