import { TarstrapError } from '../../../shared/errors.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Filesystem } from '../../../shared/layout.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { Scope } from '../../run/scope.ts';
import { mount } from '../disk/mount.ts';
import { dropDeviceCache } from '../disk/sync.ts';
import type { Placed } from '../flash/lay.ts';
import { enter, type Job, note } from '../job.ts';
import { compareTree } from './compare.ts';
import { countTree, expectedCounts } from './count.ts';
import type { Unpacked } from './extended.ts';
import { uncoverFstab } from './fstab.ts';
import { Mismatches } from './mismatches.ts';

/** Proof that what was packed is what lies on the medium. */

interface Flashed {
  readonly plan: Plan;
  readonly archive: ArchiveFacts;
  readonly archiveFd: number;
  readonly unpacked?: Unpacked | undefined;
}

/** Mounts the volumes read-only, afresh, with nothing of them left in memory, and compares. */
export async function verifyVolumes(flashed: Flashed, placed: readonly Placed[], job: Job): Promise<void> {
  if (flashed.plan.verify === 'none') return;
  enter(job, 'verify');
  await using mounts = new Scope();
  const root = `${job.folder}/verify`;
  for (const { volume, node } of placed.toSorted((a, b) => a.volume.mount.length - b.volume.mount.length)) {
    await dropDeviceCache(node);
    const at = volume.mount === '/' ? root : `${root}${volume.mount}`;
    await mount({ device: node, at, filesystem: volume.filesystem, options: readOnly(volume.filesystem) }, mounts);
  }
  const fat = placed.filter(({ volume }) => volume.filesystem === 'vfat').map(({ volume }) => volume.mount.slice(1));
  await check(flashed, { root, isFresh: placed.every(({ volume }) => volume.mkfs !== null), fat }, job);
}

export async function verifyDirectory(flashed: Flashed, root: string, job: Job): Promise<void> {
  if (flashed.plan.verify === 'none') return;
  enter(job, 'verify');
  await check(flashed, { root, isFresh: false, fat: [] }, job);
}

/** Nothing is replayed or repaired by looking, and no superblock has its way, which may ask for a panic at the first error. */
export function readOnly(filesystem: Filesystem): string {
  const own: Readonly<Record<Filesystem, string>> = {
    ext4: ',noload,errors=remount-ro',
    xfs: ',norecovery',
    btrfs: ',rescue=nologreplay',
    vfat: ',utf8=1',
  };
  return `ro,nodev,nosuid,noexec,noatime${own[filesystem]}`;
}

interface Tree {
  readonly root: string;
  /** Nothing but the archive can be there. */
  readonly isFresh: boolean;
  /** Folders on a FAT filesystem: no owners, modes or fine times there. */
  readonly fat: readonly string[];
}

async function check({ plan, archive, archiveFd, unpacked }: Flashed, tree: Tree, job: Job): Promise<void> {
  const found = new Mismatches();
  if (plan.verify === 'quick') {
    if (tree.isFresh) await compareCounts({ plan, archive }, tree.root, found, job);
    else note(job, 'A quick verification needs a fresh filesystem: nothing was verified.', 'warning');
  } else {
    const request = {
      archiveFd,
      compression: archive.compression,
      ending: archive.ending,
      archiveSize: archive.file.size,
      streamBytes: archive.streamBytes,
      extended: archive.extended > 0,
      privileged: archive.privileged,
      people: archive.aclNames,
      unpacked,
      amended: plan.fstab.length > 0,
      fstabBytes: archive.fstab?.bytes ?? null,
      sealed: plan.seal,
      isPrivate: false,
      ...tree,
    };
    const { entries, extended } = await compareTree(request, found, job);
    note(job, `Compared with the archive: ${entries} members, ${extended} of them with extended attributes.`);
  }
  refuse(found, plan.target.path);
}

async function compareCounts({ plan, archive }: Pick<Flashed, 'plan' | 'archive'>, root: string, found: Mismatches, job: Job): Promise<void> {
  await using covers = new Scope();
  const original = plan.fstab.length > 0 ? await uncoverFstab({ root, bytes: archive.fstab?.bytes ?? null }, job, covers) : undefined;
  const counts = await countTree(root, job.signal);
  counts.compare(expectedCounts(archive, original !== undefined), found);
}

/** @throws TarstrapError `verify-mismatch` */
export function refuse(found: Mismatches, path: string): void {
  if (found.count === 0) return;
  throw new TarstrapError('verify-mismatch', { path, count: found.count, example: found.first ?? '' }, found.text);
}
