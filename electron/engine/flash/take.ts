import { TarstrapError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { mountsOf } from '../../drives/safety.ts';
import { takeSnapshot } from '../../drives/snapshot.ts';
import { describeTarget } from '../../drives/target.ts';
import { holdDisk, requireUnused } from '../disk/hold.ts';
import { nodeOf, wholeDisk } from '../disk/sysfs.ts';
import { unmountForUser } from '../disk/unmount.ts';
import type { Job } from '../job.ts';
import { requireSame } from './agree.ts';
import type { Material } from './way.ts';

/**
 * Makes a device ours: locks the disk that it is, or is a partition of, unmounts what the user has mounted from it, and
 * proves that nobody else uses it. The lock comes first: when a device that was opened for writing is closed, udev
 * looks at it anew, but not while it is locked. Nothing is written yet.
 * @returns what was unmounted
 * @throws TarstrapError `target-busy`
 */
export async function takeDevice({ target }: Plan, job: Job): Promise<string[]> {
  await holdDisk(nodeOf(wholeDisk(target.device)) ?? target.path, job.scope);
  const unmounted: string[] = [];
  for (const mountPoint of mountsOf(await takeSnapshot(), target.device)) {
    await unmountForUser(mountPoint, job.hostNamespace);
    unmounted.push(mountPoint);
  }
  requireUnused(target.path);
  return unmounted;
}

/**
 * The last look before the first write: minutes may have gone by since the plan was made, and another card may be in
 * that slot, or the desktop may have mounted it.
 * @throws TarstrapError `target-changed`, `target-protected`, `target-busy`
 */
export async function requireStillThere({ plan, archive }: Pick<Material, 'plan' | 'archive'>, job: Job): Promise<void> {
  const { target } = plan;
  const found = await describeTarget(target.path, { archivePath: archive.file.path });
  requireSame(target, found);
  if (found.protectedBy) throw new TarstrapError('target-protected', { path: target.path, reason: found.protectedBy });
  requireUnused(target.path);
  job.signal.throwIfAborted();
}
