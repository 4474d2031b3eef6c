import { lstatSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/facts.ts';
import { appDevice, defined, deviceFacts, filesystemOn } from './deviceFacts.ts';
import { existingImage, newImage } from './imageFile.ts';
import { isLive } from './live.ts';
import { mountOf } from './places.ts';
import { filesystemOf, type Snapshot, takeSnapshot } from './snapshot.ts';
import { look, numberOf } from './sysfs.ts';

/** What a path is as a target, and whether it may be one. */

export interface Context {
  readonly archivePath?: string;
}

/** Folders of the running system with all that is in them: a root filesystem unpacked there would replace it. */
const SYSTEM = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
/** And those that may well hold a folder to be filled, but are none themselves. */
const SHARED = ['/', '/home', '/opt', '/root', '/run', '/srv', '/tmp', '/var'];

/** @throws TarstrapError `target-missing`, `target-unsuitable`, `target-busy`; what is protected or read-only is a fact */
export async function describeTarget(path: string, { archivePath }: Context = {}): Promise<TargetFacts> {
  const real = realPath(resolve(path));
  const stat = look(real);
  const snapshot = await takeSnapshot();
  if (!stat) return newImage(real, snapshot);
  if (stat.isBlockDevice()) return blockDevice(real, numberOf(stat), snapshot, archivePath);
  if (stat.isDirectory()) return directory(real, snapshot);
  if (stat.isFile()) return existingImage(real, snapshot, archivePath);
  throw new TarstrapError('target-unsuitable', { path, what: stat.isCharacterDevice() ? 'a character device' : 'neither a drive nor a file' });
}

/** Without symlinks; the path itself if nothing is there. A symlink to nothing is no name for a new file. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    if (isLink(path)) throw new TarstrapError('target-missing', { path }, String(cause), { cause });
    return path;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** What other types are called; each of them is made of partitions or disks that can be targets. */
const VOLUMES: Readonly<Record<string, string>> = { crypt: 'an opened encrypted volume', lvm: 'a logical volume', rom: 'an optical drive' };

async function blockDevice(path: string, number: string, snapshot: Snapshot, archivePath: string | undefined): Promise<TargetFacts> {
  const device = snapshot.devices.get(number);
  if (!device) throw new TarstrapError('target-missing', { path });
  const { type } = device;
  if (type !== 'disk' && type !== 'loop' && type !== 'part') {
    throw new TarstrapError('target-unsuitable', { path, what: VOLUMES[type] ?? `a volume of type ${type}` });
  }
  if (device.size === 0) throw new TarstrapError('target-unsuitable', { path, what: 'a drive without a medium' });
  const archiveDevice = archivePath === undefined ? undefined : filesystemOf(snapshot, archivePath);
  const { filesystem } = type === 'part' ? await filesystemOn(device) : {};
  return deviceFacts(device, snapshot, { archiveDevice, appDevice: appDevice(snapshot), filesystem });
}

/** Its size is what root can still write there, with the reserve that ext4 keeps for it (statfs(2), `f_bfree`). */
function directory(path: string, { mounts }: Snapshot): TargetFacts {
  const { bfree, bsize } = statfsSync(path);
  const stat = look(path);
  const device = stat ? numberOf(stat) : '0:0';
  const mount = mountOf(mounts, path, device);
  return {
    kind: 'directory',
    path,
    size: bfree * bsize,
    sectorSize: 512,
    device,
    removable: true,
    readOnly: mount?.readOnly ?? false,
    mounts: [],
    ...defined({
      inode: stat && String(stat.ino),
      filesystem: mount?.filesystem,
      live: !mount || isLive(mounts, mount.device) || undefined,
      protectedBy: isOfSystem(path) ? 'it is a folder of the running system' : undefined,
    }),
  };
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
