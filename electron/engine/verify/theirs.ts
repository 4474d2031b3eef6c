import { closeSync } from 'node:fs';
import type { Mount } from '../../drives/mountinfo.ts';
import type { Scope } from '../../run/scope.ts';
import { bindFolder } from '../disk/bind.ts';
import { dropPageCache } from '../disk/pageCache.ts';
import { syncFilesystem } from '../disk/sync.ts';
import { numberOfNode } from '../disk/sysfs.ts';
import { mountsIn, openMount, OWN } from '../disk/view.ts';
import type { Job } from '../job.ts';
import type { Probed } from './probe.ts';

/** What is looked for. */
interface Looked extends Pick<Probed, 'path' | 'filesystem'> {
  /** Of btrfs. */
  readonly subvolume?: string | undefined;
}

/** A filesystem that somebody has mounted already: the kernel mounts it a second time only as it is, and never read-only beside writable. */

/**
 * Looks through what the user or the desktop has mounted, read-only. What waits in memory is written first, and forgotten, so that
 * it comes from the medium.
 * @returns the mount, where there is one
 */
export async function lookThrough(volume: Looked, at: string, job: Job, scope: Scope): Promise<Mount | undefined> {
  const mount = mountsIn(OWN).findLast((each) => isOf(volume, each));
  const fd = mount && openMount(OWN, mount);
  if (!mount || fd === undefined) return undefined;
  try {
    const from = `/proc/${process.pid}/fd/${fd}`;
    await bindFolder({ from, at, options: 'ro,nosuid,nodev,noexec,nosymfollow' }, scope);
  } finally {
    closeSync(fd);
  }
  await syncFilesystem(`${at}/.`, volume.path);
  await dropPageCache(job);
  return mount;
}

/** By its number, which no other filesystem can have; btrfs has numbers of its own, and there the kernel tells the source. */
function isOf({ path, filesystem, subvolume = '' }: Looked, mount: Mount): boolean {
  if (mount.root !== `/${subvolume}` || mount.filesystem !== filesystem) return false;
  return filesystem === 'btrfs' ? mount.source === path : mount.device === numberOfNode(path);
}
