import { closeSync, constants, openSync, renameSync, rmSync, statfsSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { isMeasured } from '../../drives/room.ts';
import { hardLimits } from '../../run/limits.ts';
import { Scope } from '../../run/scope.ts';
import { inPlaceOf } from '../disk/behalf.ts';
import { asCaller, type Caller } from '../caller.ts';
import { requireReleased } from '../disk/hold.ts';
import { attachLoop } from '../disk/loop.ts';
import { dropDeviceCache, dropFileCache, syncPath } from '../disk/sync.ts';
import { numberOfNode } from '../disk/sysfs.ts';
import { isDeviceError } from '../failure.ts';
import { enter, type Job } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import type { Proven } from '../verify/watch.ts';
import { clearDrafts, makeDraft } from './draft.ts';
import { fill, prepareDevice } from './lay.ts';
import { tableBehind, verifyLoaders } from './loaders.ts';
import { keepPace } from './pace.ts';
import { isMismatch, keepUnverified } from './unverified.ts';
import type { Way } from './way.ts';

/**
 * A disk image is a stage that is kept. It is made beside its final name and takes that name only when it is complete
 * and verified: an image that was there before stays whole until then. The files belong to the caller.
 */
export const flashImage: Way = async (material, job) => {
  const { plan, caller } = material;
  const { path } = plan.target;
  await using drafts = new Scope();
  const folder = open({ path: dirname(path), flags: constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK | constants.O_NOFOLLOW, caller }, drafts);
  await clearDrafts(path, caller);
  requireRoomFor(plan, folder);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const create = (name: string): string => open({ path: name, flags, mode: modeOf(material) & ~job.umask, caller }, drafts);
  const { name: draft, at: image } = await makeDraft(path, create, drafts);
  drafts.defer('removing the unfinished image', () => asCaller(caller, () => rmSync(draft, { force: true })));
  giveSize(image, plan);
  let proven: Proven;
  try {
    proven = await fillImage(image, material, job);
  } catch (problem) {
    if (isMismatch(problem)) throw keepUnverified({ draft, path, caller }, problem);
    if (isFull(folder)) throw new TarstrapError('folder-full', { path: dirname(path) }, String(problem), { cause: problem });
    throw onImage(problem, path);
  }
  await syncPath(image);
  enter(job, 'finish');
  asCaller(caller, () => renameSync(draft, path));
  // The new name itself must be on the disk, too.
  await syncPath(folder);
  return proven;
};

/** What is secret in it is for its owner only. */
function modeOf({ inputs: { options } }: Parameters<Way>[0]): number {
  const { user, wifi } = options.firstBoot ?? {};
  return user?.passwordHash !== undefined || wifi?.psk !== undefined ? 0o600 : 0o644;
}

/** Nobody knows the loop device that it was filled through. */
function onImage(problem: unknown, path: string): unknown {
  const isOfDevice = problem instanceof TarstrapError && problem.code === 'drive-io';
  return isOfDevice ? new TarstrapError('drive-io', { path }, problem.detail, { cause: problem }) : problem;
}

interface Opening {
  readonly path: string;
  readonly flags: number;
  /** Of what is made. */
  readonly mode?: number;
  readonly caller: Caller | null;
}

/**
 * With the caller's rights, and held open: what lies under that name later may be something else.
 * @returns a path through the descriptor
 */
function open({ path, flags, mode, caller }: Opening, scope: Scope): string {
  try {
    const fd = asCaller(caller, () => openSync(path, flags, mode));
    scope.defer(`closing ${path}`, () => closeSync(fd));
    return `/proc/${process.pid}/fd/${fd}`;
  } catch (cause) {
    const code = errnoName(cause);
    if (code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-not-yours', { path: dirname(path) }, undefined, { cause });
    if (code === 'ELOOP' || code === 'ENOTDIR')
      throw new TarstrapError('target-changed', { path, what: 'its folder is not there any more' }, undefined, { cause });
    if (code === 'EROFS') throw new TarstrapError('target-read-only', { path: dirname(path) }, undefined, { cause });
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new TarstrapError('drive-full', {}, undefined, { cause });
    if (isDeviceError(cause)) throw new TarstrapError('drive-io', { path }, String(cause), { cause });
    throw new TarstrapError('step-failed', { step: 'Making the image file' }, String(cause), { cause });
  }
}

/** The image is sparse: it takes what it holds, and its folder must have that. */
function requireRoomFor({ target, estimates }: Plan, folder: string): void {
  const available = roomIn(folder);
  if (available < estimates.deviceBytes) throw noRoom({ folder: dirname(target.path), needed: estimates.deviceBytes, available });
}

/** Others write there, too; whatever fails on the image then is no fault of its own. */
function isFull(folder: string): boolean {
  return roomIn(folder) < MiB;
}

/** Sparse; a filesystem has its limits for that, too: FAT 4 GiB, ext4 16 TiB. @throws TarstrapError `image-too-large`, `limit-reached`, `target-no-room` */
function giveSize(image: string, { target, sizeByte }: Plan): void {
  const folder = dirname(target.path);
  try {
    truncateSync(image, sizeByte);
  } catch (cause) {
    const code = errnoName(cause);
    const needed = formatBytes(sizeByte);
    if (code === 'EFBIG' && hardLimits().fileSize < sizeByte) throw new TarstrapError('limit-reached', LIMIT, undefined, { cause });
    if (code === 'EFBIG' || code === 'EINVAL') throw new TarstrapError('image-too-large', { path: folder, needed }, undefined, { cause });
    // On a filesystem that knows no holes all of it is written.
    if (code === 'ENOSPC' || code === 'EDQUOT') throw noRoom({ folder, needed: sizeByte, available: roomIn(folder) }, cause);
    throw cause;
  }
}

/** Where root itself may not raise it, as in containers (`engine/fresh.ts`). */
const LIMIT = { what: 'file sizes', command: 'ulimit -f unlimited' };

/** Bytes; without an end where its filesystem does not count them. */
function roomIn(folder: string): number {
  const room = statfsSync(folder);
  return isMeasured(room) ? room.bavail * room.bsize : Infinity;
}

interface Room {
  readonly folder: string;
  readonly needed: number;
  readonly available: number;
}

function noRoom({ folder, needed, available }: Room, cause?: unknown): TarstrapError {
  return new TarstrapError('target-no-room', { path: folder, needed: formatBytes(needed), available: formatBytes(available) }, undefined, { cause });
}

async function fillImage(draft: string, material: Parameters<Way>[0], job: Job): Promise<Proven> {
  const { path } = material.plan.target;
  await using loops = new Scope();
  const device = await attachLoop({ file: draft, directIo: true }, loops);
  const pace = await keepPace({ device: numberOfNode(device), rate: material.rate }, loops, job);
  const laying = { ...material, device, isTarget: true, pace };
  const fillIt = async (): Promise<Proven> => {
    const { placed, reveal } = await prepareDevice(laying, job.signal);
    const laid = await fill(laying, placed, job);
    job.signal.throwIfAborted();
    await reveal(tableBehind(laid.loaders ?? []));
    await syncPath(device);
    await dropDeviceCache(device);
    await dropFileCache(draft);
    await verifyVolumes({ source: material.source, laid }, placed, job);
    await verifyLoaders(material.plan, device, laid.loaders ?? []);
    await requireReleased(device, path);
    return laid;
  };
  // Awaited here: its loop device goes with this scope.
  return await inPlaceOf(device, fillIt, ({ code, facts, detail }) => new TarstrapError(code, { ...facts, path }, detail));
}
