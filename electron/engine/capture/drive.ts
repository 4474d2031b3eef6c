import { TarstrapError, toFailure } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { Scope } from '../../run/scope.ts';
import { numberOfNode } from '../disk/sysfs.ts';
import { type Job, note } from '../job.ts';
import { type Mounted, mountVolumes } from '../verify/mounted.ts';
import { type Probed, probeDrive } from '../verify/probe.ts';
import type { Mountable } from '../verify/volumes.ts';
import { lookAtDrive } from './layout.ts';
import type { SourceTree } from './source.ts';
import { needsRecovery } from './unclean.ts';
import { usedIn } from './usedIn.ts';

const FILESYSTEMS: readonly Mountable[] = ['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'vfat'];
/** What blkid(8) calls that in which filesystems lie that must be opened first. */
const WRAPPED: Readonly<Record<string, string>> = {
  crypto_LUKS: 'an encrypted volume',
  LVM2_member: 'a part of a volume group',
  linux_raid_member: 'a part of an array',
  zfs_member: 'a part of a ZFS pool',
};

/** Of a drive its root, and what its /etc/fstab mounts from the same drive. */
export async function openDrive(device: string, source: TargetFacts, root: string, job: Job, scope: Scope): Promise<SourceTree> {
  const { path, kind } = source;
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
  tellSubvolume(mounted[0], job);
  const left = found.filter(({ filesystem, path: own }) => filesystem !== undefined && !mounted.some(({ volume }) => volume.path === own));
  // Swap is made anew.
  for (const volume of left.filter(({ filesystem }) => filesystem !== 'swap'))
    note(job, `${volume.path} (${volume.filesystem}) is left out: /etc/fstab on the drive does not mount it.`);
  const places = mounted
    .filter(({ subvolume }, index) => index === 0 || subvolume === undefined)
    .map(({ volume, at }) => ({ number: numberOfNode(volume.path), at: at || '/', usedBytes: usedIn(`${root}${at}`) }));
  return {
    root,
    volumes: mounted.slice(1).map(({ at }) => at.slice(1)),
    isMutable: mounted.some(({ theirs }) => theirs !== undefined),
    usedBytes: places.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    drive: kind === 'partition' ? undefined : await lookAtDrive(device, { found, places, source }, job),
  };
}

/** What boots it may name it: the same tree lies at the top of a filesystem when it is laid again. */
function tellSubvolume({ subvolume }: Mounted, job: Job): void {
  if (subvolume === undefined) return;
  note(
    job,
    `The root is the subvolume ${subvolume} of a btrfs. It will be laid as a whole filesystem: rootflags=subvol=${subvolume} must go from its kernel command line then.`,
    'warning',
  );
}

function leftOut(volume: string, at: string, problem: unknown): string {
  const { code } = toFailure(problem);
  return `${volume} is left out, though /etc/fstab on the drive mounts it at ${at}: ${code === 'target-damaged' ? 'it is damaged' : 'it cannot be mounted there'}.`;
}

function unclean({ path, filesystem }: Pick<Probed, 'path' | 'filesystem'>): string {
  if (filesystem === 'vfat') return `${path} was once not unmounted before it was unplugged: fsck.vfat tells whether that has harmed it.`;
  return `${path} was not unmounted when it was last used: what only its journal holds is missing here. To have that, mount it once, unmount it, and start again.`;
}
