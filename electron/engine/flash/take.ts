import { busy } from '../../../shared/busy.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { mountedOn } from '../../drives/safety.ts';
import { takeSnapshot } from '../../drives/snapshot.ts';
import { describeTarget } from '../../drives/target.ts';
import { asCaller, type Caller } from '../caller.ts';
import { holdDisk, requireReleased, requireUnused } from '../disk/hold.ts';
import type { LockRequest } from '../disk/lock.ts';
import { requireClosed, requireReleasable } from '../disk/partitions.ts';
import { isNodeOf, nodeOf, wholeDisk } from '../disk/sysfs.ts';
import { unmountForUser } from '../disk/unmount.ts';
import type { Job } from '../job.ts';
import { requireSame } from './agree.ts';

/** A device that is to be written. */
export interface Wanted {
  /** As it was when the plan was made here. */
  readonly target: TargetFacts;
  /** Its partitions go. */
  readonly losesTable: boolean;
  /** What is written to it. */
  readonly source: string;
  readonly caller: Caller | null;
}

/**
 * Keeps others from it before anybody looks at what it is: udev, and so a desktop, looks at a locked disk no more, not even when one that was opened for
 * writing is closed. A target that is no device, or is not what was chosen, is left alone: the look refuses it.
 * @throws TarstrapError `target-locked`
 */
export async function holdTarget({ kind, path, device }: TargetFacts, job: Job, how: Pick<LockRequest, 'isShared'> = {}): Promise<void> {
  const isChosen = (kind === 'disk' || kind === 'partition') && isNodeOf(path, device);
  if (isChosen) await holdDisk(nodeOf(wholeDisk(device)) ?? path, how, job.scope);
}

/**
 * Makes a device ours that is held, and was looked at since: unmounts what the user has mounted from it, and proves that nobody else uses it, or will
 * keep the kernel from letting its partitions go. Nothing is written yet.
 * @returns what was unmounted
 * @throws TarstrapError `target-busy`, `drive-gone`
 */
export async function takeDevice({ target, losesTable }: Wanted, job: Job): Promise<readonly string[]> {
  const { mounts } = target;
  if (mounts.length > 0) for (const mount of mountedOn(await takeSnapshot(), target.device)) await unmountForUser(mount, job.host);
  await requireUnused(target.path);
  if (losesTable) await requireClosed(target.path);
  const gone = job.gone();
  if (gone) throw gone;
  return mounts;
}

/**
 * The last look before the first write: minutes may have gone by since the drive was taken, and another card may be in that slot, or the desktop may
 * have mounted it. A medium is known by its number; where Linux has none for it, by all that it says of itself.
 * @throws TarstrapError `drive-gone`, `target-changed`, `target-protected`, `target-busy`
 */
export async function requireStillThere(wanted: Wanted, job: Job): Promise<void> {
  const { target, losesTable } = wanted;
  const gone = job.gone();
  if (gone) throw gone;
  if (target.diskseq === undefined) await lookAgain(wanted);
  await requireUnused(target.path);
  if (losesTable) await requireReleasable(target.path);
  job.signal.throwIfAborted();
}

/**
 * Whoever has mounted a device meanwhile has written to it, and what it reads back is not the drive's fault.
 * @throws TarstrapError `target-taken` in the place of `verify-mismatch`
 */
export async function orTaken<T>(device: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof TarstrapError && problem.code === 'verify-mismatch') await requireReleased(device);
    throw problem;
  }
}

async function lookAgain({ target, source, caller }: Wanted): Promise<void> {
  const found = await describeTarget(target.path, { archivePath: source, as: (step) => asCaller(caller, step) });
  requireSame(target, found);
  if (found.heldBy) throw busy(target.path, found.heldBy);
  if (found.protectedBy) throw new TarstrapError('target-protected', { path: target.path, reason: found.protectedBy });
}
