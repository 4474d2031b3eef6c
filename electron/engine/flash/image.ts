import { closeSync, constants, openSync, renameSync, rmSync, statfsSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { attachLoop } from '../disk/loop.ts';
import { dropDeviceCache, dropFileCache, syncPath } from '../disk/sync.ts';
import { numberOfNode } from '../disk/sysfs.ts';
import { isDeviceError } from '../failure.ts';
import { enter, type Job } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { clearDrafts, makeDraft } from './draft.ts';
import { fill, prepareDevice } from './lay.ts';
import { keepPace } from './pace.ts';
import type { Way } from './way.ts';

/**
 * A disk image is a stage that is kept. It is made beside its final name and takes that name only when it is complete
 * and verified: an image that was there before stays whole until then. The files belong to the caller.
 */
export const flashImage: Way = async (material, job) => {
  const { plan, caller } = material;
  const { path } = plan.target;
  await using drafts = new Scope();
  const folder = open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK | constants.O_NOFOLLOW, caller, drafts);
  await clearDrafts(path, caller);
  requireRoomFor(plan, folder);
  const create = (name: string): string => open(name, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, caller, drafts);
  const { name: draft, at: image } = await makeDraft(path, create, drafts);
  drafts.defer('removing the unfinished image', () => asCaller(caller, () => rmSync(draft, { force: true })));
  truncateSync(image, plan.sizeByte);
  await fillImage(image, material, job);
  await syncPath(image);
  enter(job, 'finish');
  asCaller(caller, () => renameSync(draft, path));
  // The new name itself must be on the disk, too.
  await syncPath(folder);
};

/**
 * With the caller's rights, and held open: what lies under that name later may be something else.
 * @returns a path through the descriptor
 */
function open(path: string, flags: number, caller: Caller | null, scope: Scope): string {
  try {
    const fd = asCaller(caller, () => openSync(path, flags, 0o644));
    scope.defer(`closing ${path}`, () => closeSync(fd));
    return `/proc/${process.pid}/fd/${fd}`;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-not-yours', { path: dirname(path) }, String(cause), { cause });
    if (code === 'ELOOP' || code === 'ENOTDIR')
      throw new TarstrapError('target-changed', { path, what: 'its folder is not there any more' }, String(cause), { cause });
    if (code === 'EROFS') throw new TarstrapError('target-read-only', { path: dirname(path) }, String(cause), { cause });
    if (isDeviceError(cause)) throw new TarstrapError('drive-io', { path }, String(cause), { cause });
    throw new TarstrapError('step-failed', { step: 'Making the image file' }, String(cause), { cause });
  }
}

/** The image is sparse: it takes what it holds, and its folder must have that. */
function requireRoomFor({ target, estimates }: Plan, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const available = bavail * bsize;
  if (available >= estimates.deviceBytes) return;
  throw new TarstrapError('target-too-small', { path: dirname(target.path), needed: formatBytes(estimates.deviceBytes), available: formatBytes(available) });
}

async function fillImage(draft: string, material: Parameters<Way>[0], job: Job): Promise<void> {
  await using loops = new Scope();
  const device = await attachLoop({ file: draft, directIo: true }, loops);
  const pace = await keepPace({ device: numberOfNode(device), rate: material.rate }, loops, job);
  const laying = { ...material, device, isTarget: true, pace };
  const { placed, reveal } = await prepareDevice(laying, job.signal);
  const unpacked = await fill(laying, placed, job);
  job.signal.throwIfAborted();
  await reveal();
  await syncPath(device);
  await dropDeviceCache(device);
  await dropFileCache(draft);
  await verifyVolumes({ ...material, unpacked }, placed, job);
}
