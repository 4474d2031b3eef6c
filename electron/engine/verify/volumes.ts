import type { Filesystem } from '../../../shared/layout.ts';
import { Scope } from '../../run/scope.ts';
import { mount } from '../disk/mount.ts';
import { dropDeviceCache } from '../disk/sync.ts';
import type { Placed } from '../flash/lay.ts';
import { enter, type Job } from '../job.ts';
import type { OpenSource } from '../pass.ts';
import { judge } from './judge.ts';
import { Mismatches } from './mismatches.ts';
import { refuse, type Where } from './refuse.ts';
import type { FoundTree } from './tree.ts';
import type { Laid, Proven } from './watch.ts';

/** Proof that what was packed is what lies on the medium. */

export interface Flashed {
  readonly source: OpenSource;
  readonly laid: Laid & Proven;
}

/** Mounts the volumes read-only, afresh, with nothing of them left in memory, and compares. */
export async function verifyVolumes(flashed: Flashed, placed: readonly Placed[], job: Job): Promise<void> {
  if (flashed.laid.plan.verify === 'none') return;
  enter(job, 'verify');
  await using mounts = new Scope();
  const root = `${job.folder}/verify`;
  for (const { volume, node } of placed.toSorted((a, b) => a.volume.mount.length - b.volume.mount.length)) {
    await dropDeviceCache(node);
    const at = volume.mount === '/' ? root : `${root}${volume.mount}`;
    await mount({ device: node, at, filesystem: volume.filesystem, options: readOnly(volume.filesystem) }, mounts);
  }
  await check(flashed, treeOf(root, placed), job);
}

/** The tree of a stage, mounted as it was filled, before any of it goes to a drive: the drive is compared with the stage then. */
export async function verifyStage(flashed: Flashed, root: string, placed: readonly Placed[], job: Job): Promise<void> {
  await check(flashed, treeOf(root, placed), job, 'stage');
}

function treeOf(root: string, placed: readonly Placed[]): FoundTree {
  const below = placed.filter(({ volume }) => volume.mount !== '/');
  return {
    root,
    isFresh: placed.every(({ volume }) => volume.mkfs !== null),
    fat: placed.filter(({ volume }) => volume.filesystem === 'vfat').map(({ volume }) => volume.mount.slice(1)),
    volumes: below.map(({ volume }) => volume.mount.slice(1)),
    sealed: false,
  };
}

export async function verifyDirectory(flashed: Flashed, root: string, job: Job): Promise<void> {
  if (flashed.laid.plan.verify === 'none') return;
  enter(job, 'verify');
  await check(flashed, { root, isFresh: false, fat: [], volumes: [], sealed: flashed.laid.plan.seal }, job);
}

/** Those that Tarstrap makes, and others that boards have. */
export type Mountable = Filesystem | 'ext2' | 'ext3' | 'f2fs';

const EXT = ',noload,errors=remount-ro';

/**
 * Nothing is replayed or repaired by looking, and no superblock has its way, which may ask for a panic at the first error. The copy of a drive has the
 * UUID of that drive, which may be mounted.
 */
export function readOnly(filesystem: Mountable): string {
  const own: Readonly<Record<Mountable, string>> = {
    ext2: EXT,
    ext3: EXT,
    ext4: EXT,
    xfs: ',norecovery,nouuid',
    btrfs: ',rescue=nologreplay',
    f2fs: ',norecovery',
    vfat: ',utf8=1',
  };
  return `ro,nodev,nosuid,noexec,noatime${own[filesystem]}`;
}

async function check({ source, laid }: Flashed, tree: FoundTree, job: Job, where?: Where): Promise<void> {
  const { plan, archive } = laid;
  const found = new Mismatches();
  const request = {
    ...source,
    ending: archive.ending,
    inside: archive.inside,
    archiveSize: archive.file.size,
    streamBytes: archive.streamBytes,
    laid,
    members: archive.entries.total,
    // What tar has laid on a stage of ours, without a word, is there.
    readsAttributes: plan.verify === 'full' && !(where === 'stage' && laid.isClean),
    isLate: false,
    extended: archive.extended > 0,
    privileged: archive.privileged,
    people: archive.aclNames,
    amended: plan.fstab.length > 0,
    fstabBytes: archive.fstab?.bytes ?? null,
    isPrivate: false,
    ...tree,
  };
  await judge(request, found, job);
  refuse(found, plan.target, { where });
}
