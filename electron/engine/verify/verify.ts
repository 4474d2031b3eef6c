import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { filesystem } from '../../../shared/layout.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { Summary, VerifyRequest } from '../../../shared/protocol.ts';
import { describeTarget } from '../../drives/target.ts';
import { SAFELY } from '../../run/smallFile.ts';
import { Scope } from '../../run/scope.ts';
import { holdToRead } from '../disk/folder.ts';
import type { Caller } from '../caller.ts';
import { attachLoop } from '../disk/loop.ts';
import { dropPageCache } from '../disk/pageCache.ts';
import { isSealed } from '../disk/seal.ts';
import { dropDeviceCache, dropFileCache } from '../disk/sync.ts';
import { requireSame } from '../flash/agree.ts';
import { readLoaderFiles, readLoaders, verifyLoaders } from '../flash/loaders.ts';
import { findInspected } from '../flash/source.ts';
import { holdTarget } from '../flash/take.ts';
import { asCaller } from '../caller.ts';
import { lostOf } from '../extract/lost.ts';
import { begin, enter, type Job, type Lane, note } from '../job.ts';
import type { LaidVolume } from '../../../shared/boot/laid.ts';
import type { LaidVolumes } from './amended.ts';
import { linksIn } from './expectation.ts';
import { judge } from './judge.ts';
import { Mismatches } from './mismatches.ts';
import { type Mounted, mountVolumes } from './mounted.ts';
import { probeDrive } from './probe.ts';
import { refuse } from './refuse.ts';
import type { FoundTree } from './tree.ts';

/** `tarstrap verify`: is on this target what is in this archive? Nothing is written, the system may be mounted read-only beside it. */
export async function verify(request: VerifyRequest, caller: Caller | null, job: Lane): Promise<Summary> {
  const open = await findInspected(request.archive, caller, job);
  await holdTarget(request.target, job, { isShared: true });
  const target = await describeTarget(request.target.path, { archivePath: request.archive.path, as: (step) => asCaller(caller, step) });
  requireSame(request.target, target);
  begin(job, {
    job: 'verify',
    parts: [
      { phases: ['prepare'], weight: 0.01 },
      { phases: ['verify'], weight: 1 },
    ],
  });
  enter(job, 'prepare');
  const archiveFd = await open();
  await using mounts = new Scope();
  const tree = await mountTarget(target, caller, job, mounts);
  enter(job, 'verify');
  const found = new Mismatches();
  const entries = await judge(
    {
      archiveFd,
      archivePath: request.archive.path,
      compression: request.compression,
      ending: request.ending,
      inside: request.inside,
      archiveSize: request.archive.size,
      streamBytes: request.streamBytes,
      // It may have been laid over what was there: links that the archive does not have.
      laid: { isClean: false, ...(target.kind === 'directory' ? { linkAt: linksIn(tree.root) } : {}) },
      readsAttributes: true,
      isLate: true,
      extended: request.extended,
      privileged: request.privileged,
      people: request.aclNames,
      amended: target.kind !== 'directory',
      fstabBytes: request.fstabBytes,
      isPrivate: isPrivate(target, caller),
      ...tree,
    },
    found,
    job,
  );
  refuse(found, target);
  if (request.loaders.length > 0) await compareLoaders(request, tree, { target, caller }, job);
  return { bytes: request.streamBytes, entries, seconds: job.meter.elapsed, deviceWritten: 0, mode: null, verified: 'full', lost: lostOf(request, job) };
}

/** What belongs there lies in the tree as well, which is known to be right. Whoever may not read the drive does not learn from us what is on it. */
async function compareLoaders(
  request: VerifyRequest,
  { root, device }: Tree,
  { target, caller }: { readonly target: TargetFacts; readonly caller: Caller | null },
  job: Job,
): Promise<void> {
  if (device === undefined || isPrivate(target, caller))
    return note(job, 'Boot loaders outside of the partitions were not compared: you may not read the drive.', 'warning');
  const pieces = readLoaders(request, await readLoaderFiles(request, caller, job), root);
  await verifyLoaders({ target, verify: 'full' }, device, pieces);
  for (const { file, atByte } of pieces) note(job, `Boot loader: ${file} is at byte ${atByte}.`);
}

/** Whoever may not read the drive learns from us what he has already: what his archive holds. Images were opened by him, and of folders he can read all. */
function isPrivate({ kind, path }: TargetFacts, caller: Caller | null): boolean {
  if (kind === 'image' || kind === 'directory') return false;
  try {
    closeSync(asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)));
    return false;
  } catch {
    return true;
  }
}

interface Tree extends FoundTree {
  /** What lies on the drive, left out where nothing can be amended; and where the drive is, left out for a folder. */
  readonly drive?: LaidVolumes;
  readonly device?: string;
}

async function mountTarget(target: TargetFacts, caller: Caller | null, job: Job, mounts: Scope): Promise<Tree> {
  if (target.kind === 'directory') {
    if (target.protectedBy) throw new TarstrapError('verify-protected', { path: target.path, reason: target.protectedBy });
    const { fd, root } = await holdToRead(target.path, { caller, at: `${job.folder}/verify` }, mounts);
    await dropPageCache(job);
    return { root, isFresh: false, fat: [], volumes: [], sealed: isSealed(fd) };
  }
  if (target.kind === 'image' && target.size === 0) throw new TarstrapError('target-missing', { path: target.path });
  const device = target.kind === 'image' ? await attachImage(target.path, caller, mounts) : target.path;
  await dropDeviceCache(device);
  return asTree(device, target, job, mounts);
}

/** Only what Tarstrap makes is mounted. */
async function asTree(device: string, { path, kind }: TargetFacts, job: Job, mounts: Scope): Promise<Tree> {
  const root = `${job.folder}/verify`;
  const found = await probeDrive(device, kind === 'partition');
  const mounted = await mountVolumes(found, { path, root, filesystems: filesystem.options }, job, mounts);
  for (const { volume, theirs } of mounted) if (theirs) note(job, `${volume.path} is mounted at ${theirs.at}, and is compared through that mount.`);
  const names = (volumes: readonly Mounted[]): string[] => volumes.map(({ at }) => at.slice(1));
  const fat = names(mounted.filter(({ volume }) => volume.filesystem === 'vfat'));
  const drive = { volumes: mounted.map(asLaid), swap: found.find(({ filesystem: kindOf }) => kindOf === 'swap')?.uuid };
  // On FAT alone there is no system of which anything was amended.
  return { root, ...(fat.includes('') ? {} : { drive }), device, isFresh: true, fat, volumes: names(mounted.slice(1)), sealed: false };
}

function asLaid({ volume: { filesystem: kind, uuid = '', label = '', partuuid }, at }: Mounted): LaidVolume {
  return { mount: at || '/', filesystem: kind, uuid, label, partuuid };
}

export async function attachImage(path: string, caller: Caller | null, scope: Scope): Promise<string> {
  const fd = openImage(path, caller);
  scope.defer('closing the image', () => closeSync(fd));
  if (!fstatSync(fd).isFile()) throw new TarstrapError('target-changed', { path, what: 'it is no file now' });
  await dropFileCache(`/proc/${process.pid}/fd/${fd}`);
  return attachLoop({ file: `/proc/${process.pid}/fd/${fd}`, readOnly: true }, scope);
}

/** @throws TarstrapError `verify-not-readable` */
function openImage(path: string, caller: Caller | null): number {
  try {
    return asCaller(caller, () => openSync(path, constants.O_RDONLY | SAFELY));
  } catch (cause) {
    if (errnoName(cause) !== 'EACCES') throw cause;
    throw new TarstrapError('verify-not-readable', { path, command: 'sudo tarstrap verify …' }, undefined, { cause });
  }
}
