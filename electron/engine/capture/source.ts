import { closeSync, constants, fstatSync, openSync, readdirSync, statfsSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import { TarstrapError, toFailure } from '../../../shared/errors.ts';
import { fstabEntries } from '../../../shared/fstab.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { Mount } from '../../drives/mountinfo.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';
import type { Scope } from '../../run/scope.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { asCaller, type Caller } from '../caller.ts';
import { bindFolder } from '../disk/bind.ts';
import { lookInto } from '../disk/folder.ts';
import { lock, lockedByOther } from '../disk/lock.ts';
import { numberOfNode, wholeDisk } from '../disk/sysfs.ts';
import { mountsIn, openMount, OWN } from '../disk/view.ts';
import { type Job, note } from '../job.ts';
import { mountVolumes } from '../verify/mounted.ts';
import { type Probed, probeDrive } from '../verify/probe.ts';
import { attachImage } from '../verify/verify.ts';
import type { Mountable } from '../verify/volumes.ts';
import { needsRecovery } from './unclean.ts';

/** What is captured, as one tree that is only read. */
export interface SourceTree {
  /** A mount on which links are not followed. */
  readonly root: string;
  /** Where other volumes are mounted, relative to the root. */
  readonly volumes: readonly string[];
  /** Others may change it meanwhile. */
  readonly isMutable: boolean;
  /** Bytes in use, where all that is in use is captured. */
  readonly usedBytes: number | undefined;
}

/** @throws TarstrapError as of a target (`drives/source.ts`) */
export async function openSource({ source, running }: CapturePlan, caller: Caller | null, job: Job, scope: Scope): Promise<SourceTree> {
  const root = `${job.folder}/source`;
  if (running) return openRunning(root, job, scope);
  if (source.kind === 'directory') return openFolder(source, root, { caller, job }, scope);
  const device = source.kind === 'image' ? await attachImage(source.path, caller, scope) : source.path;
  return openDrive(device, source, root, job, scope);
}

const FILESYSTEMS: readonly Mountable[] = ['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'vfat'];
/** What blkid(8) calls that in which filesystems lie that must be opened first. */
const WRAPPED: Readonly<Record<string, string>> = {
  crypto_LUKS: 'an encrypted volume',
  LVM2_member: 'a part of a volume group',
  linux_raid_member: 'a part of an array',
  zfs_member: 'a part of a ZFS pool',
};

async function openDrive(device: string, { path, kind }: TargetFacts, root: string, job: Job, scope: Scope): Promise<SourceTree> {
  const found = await probeDrive(device, kind === 'partition');
  const wrapped = found.map(({ filesystem }) => WRAPPED[filesystem ?? '']).find(Boolean);
  const drive = {
    path,
    root,
    filesystems: FILESYSTEMS,
    onProblem: (volume: string, at: string, problem: unknown) => note(job, leftOut(volume, at, problem), 'warning'),
  };
  const mounted = await mountVolumes(found, drive, job, scope).catch((problem: unknown) => {
    const isNone = problem instanceof TarstrapError && problem.code === 'verify-no-filesystem';
    throw isNone && wrapped !== undefined ? new TarstrapError('source-no-filesystem', { path, what: wrapped }) : problem;
  });
  for (const { volume, theirs } of mounted) {
    if (theirs) note(job, `${volume.path} is mounted at ${theirs.at}, and is read through that mount.`);
    else if (await needsRecovery(volume.path, volume.filesystem, job)) note(job, unclean(volume), 'warning');
  }
  const left = found.filter(({ filesystem, path: own }) => filesystem !== undefined && !mounted.some(({ volume }) => volume.path === own));
  for (const volume of left) note(job, `${volume.path} (${volume.filesystem}) is left out: /etc/fstab on the drive does not mount it.`);
  const folders = mounted.filter(({ subvolume }, index) => index === 0 || subvolume === undefined).map(({ at }) => `${root}${at}`);
  return {
    root,
    volumes: mounted.slice(1).map(({ at }) => at.slice(1)),
    isMutable: mounted.some(({ theirs }) => theirs !== undefined),
    usedBytes: folders.reduce((sum, folder) => sum + usedIn(folder), 0),
  };
}

function leftOut(volume: string, at: string, problem: unknown): string {
  const { code } = toFailure(problem);
  return `${volume} is left out, though /etc/fstab on the drive mounts it at ${at}: ${code === 'target-damaged' ? 'it is damaged' : 'it cannot be mounted there'}.`;
}

function unclean({ path, filesystem }: Pick<Probed, 'path' | 'filesystem'>): string {
  if (filesystem === 'vfat') return `${path} was once not unmounted before it was unplugged: fsck.vfat tells whether that has harmed it.`;
  return `${path} was not unmounted when it was last used: what only its journal holds is missing here. To have that, mount it once, unmount it, and start again.`;
}

function usedIn(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}

/** Held open: what lies under its name later may be another one. */
async function openFolder(
  { path, device, inode }: TargetFacts,
  root: string,
  { caller, job }: { caller: Caller | null; job: Job },
  scope: Scope,
): Promise<SourceTree> {
  const fd = open(path, caller);
  scope.defer('closing the folder', () => closeSync(fd));
  const stat = fstatSync(fd, { bigint: true });
  if (deviceNumber(stat.dev) !== device || String(stat.ino) !== inode)
    throw new TarstrapError('source-changed', { path, what: 'another folder lies there now' });
  if ((await lock(fd, { isShared: true })) === 'theirs') throw lockedByOther(path);
  await lookInto(`/proc/${process.pid}/fd/${fd}`, root, scope);
  tellMounts(path, [], job);
  return { root, volumes: [], isMutable: true, usedBytes: undefined };
}

/** What he may not read himself root reads for him: it was asked for this folder. */
function open(path: string, caller: Caller | null): number {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  try {
    return asCaller(caller, () => openSync(path, flags));
  } catch (cause) {
    const code = errnoName(cause);
    if (code === 'EACCES') return openSync(path, flags);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
      throw new TarstrapError('source-changed', { path, what: 'there is no such folder now' }, undefined, { cause });
    throw cause;
  }
}

/** The running system: its root, and what its /etc/fstab mounts from the same drive. */
async function openRunning(root: string, job: Job, scope: Scope): Promise<SourceTree> {
  await lookInto('/', root, scope);
  const mounts = mountsIn(OWN);
  const main = mounts.findLast(({ at }) => at === '/');
  const fstab = readSmallFile(`${root}/etc/fstab`);
  const wanted = typeof fstab === 'string' ? [] : fstabEntries(fstab.contents.toString('latin1')).map(({ at }) => at);
  const others = mounts.filter((mount) => mount.at !== '/' && wanted.includes(mount.at) && main !== undefined && isBeside(mount, main));
  const volumes: string[] = [];
  for (const mount of others.toSorted((a, b) => a.at.length - b.at.length)) if (await look(mount, `${root}${mount.at}`, scope)) volumes.push(mount.at.slice(1));
  tellMounts('/', volumes, job);
  return {
    root,
    volumes,
    isMutable: true,
    usedBytes: ['', ...volumes.map((at) => `/${at}`)].reduce((sum, at) => sum + usedIn(`${root}${at}`), 0),
  };
}

/** On one drive. Of a root on a volume that is made of others nobody can tell which drive that is: then what fstab mounts belongs to it. */
function isBeside(mount: Mount, main: Mount): boolean {
  if (!mount.source.startsWith('/dev/')) return false;
  const [own, disk] = [diskOf(mount), diskOf(main)];
  return disk === undefined || own === disk || isMadeOfOthers(disk);
}

function diskOf({ source }: Mount): string | undefined {
  try {
    return wholeDisk(numberOfNode(source));
  } catch {
    return undefined;
  }
}

function isMadeOfOthers(disk: string): boolean {
  return readdirSync(`/sys/dev/block/${disk}/slaves`).length > 0;
}

/** What the kernel makes of nothing (proc(5)), and what is left out anyway. */
const OF_THE_MOMENT = /^\/(?:proc|sys|dev|run|tmp)(?:\/|$)/;
const OF_NO_DEVICE = ['proc', 'sysfs', 'devtmpfs', 'devpts', 'cgroup', 'cgroup2', 'autofs', 'nsfs', 'binfmt_misc'];

/** What is mounted in a folder is no part of its filesystem, and cannot be seen in it from where we look. */
function tellMounts(path: string, taken: readonly string[], job: Job): void {
  const above = path === '/' ? '/' : `${path}/`;
  const inside = mountsIn(OWN).filter(({ at, filesystem }) => {
    const below = at.startsWith(above) && at !== path ? at.slice(above.length) : '';
    return below !== '' && !taken.includes(below) && !OF_THE_MOMENT.test(`/${below}`) && !OF_NO_DEVICE.includes(filesystem);
  });
  const names = [...new Set(inside.map(({ at }) => at))];
  if (names.length === 0) return;
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  note(job, `Left out: what is mounted inside, at ${names.slice(0, 5).join(', ')}${more}. It is not a part of this filesystem.`, 'warning');
}

async function look(mount: Mount, at: string, scope: Scope): Promise<boolean> {
  const fd = openMount(OWN, mount);
  if (fd === undefined) return false;
  try {
    await bindFolder({ from: `/proc/${process.pid}/fd/${fd}`, at, options: 'ro,nosuid,nodev,noexec,nosymfollow' }, scope);
    return true;
  } finally {
    closeSync(fd);
  }
}
