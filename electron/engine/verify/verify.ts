import { closeSync, constants, lstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/facts.ts';
import type { Summary, VerifyRequest } from '../../../shared/protocol.ts';
import { describeTarget } from '../../drives/target.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { Scope } from '../../run/scope.ts';
import { holdFolder, lookInto } from '../disk/folder.ts';
import type { Caller } from '../caller.ts';
import { attachLoop } from '../disk/loop.ts';
import { mount } from '../disk/mount.ts';
import { isSealed } from '../disk/seal.ts';
import { dropDeviceCache, dropFileCache } from '../disk/sync.ts';
import { announcePartitions } from '../disk/table.ts';
import { numberOfNode, partitionsOf } from '../disk/sysfs.ts';
import { openInspected } from '../flash/source.ts';
import { asCaller } from '../caller.ts';
import { begin, enter, type Job, note } from '../job.ts';
import { compareTree } from './compare.ts';
import { Mismatches } from './mismatches.ts';
import { type Probed, probe } from './probe.ts';
import { readOnly, refuse } from './volumes.ts';

/** `tarstrap verify`: is on this target what is in this archive? Nothing is written, the system may be mounted read-only beside it. */
export async function verify(request: VerifyRequest, caller: Caller | null, job: Job): Promise<Summary> {
  const archiveFd = openInspected(request.archive, caller, job.scope);
  const target = await describeTarget(request.target.path, { archivePath: request.archive.path, as: (step) => asCaller(caller, step) });
  begin(job, {
    job: 'verify',
    target: target.path,
    parts: [
      { phases: ['prepare'], weight: 0.01 },
      { phases: ['verify'], weight: 1 },
    ],
  });
  enter(job, 'prepare');
  await using mounts = new Scope();
  const tree = await mountTarget(target, caller, job, mounts);
  enter(job, 'verify');
  const found = new Mismatches();
  const { entries } = await compareTree(
    {
      archiveFd,
      compression: request.compression,
      archiveSize: request.archive.size,
      streamBytes: request.streamBytes,
      extended: request.extended,
      amended: target.kind !== 'directory',
      ...tree,
    },
    found,
    job,
  );
  refuse(found, target.path);
  return { bytes: request.streamBytes, entries, seconds: job.meter.elapsed, deviceWritten: 0, mode: null, verified: 'full' };
}

interface MountedTree {
  readonly root: string;
  readonly isFresh: boolean;
  readonly fat: readonly string[];
  readonly sealed: boolean;
}

async function mountTarget(target: TargetFacts, caller: Caller | null, job: Job, mounts: Scope): Promise<MountedTree> {
  if (target.kind === 'directory') {
    if (target.protectedBy) throw new TarstrapError('target-protected', { path: target.path, reason: target.protectedBy });
    const { fd, at } = holdFolder(target.path, caller, mounts);
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return { root: await lookInto(at, `${job.folder}/verify`, mounts), isFresh: false, fat: [], sealed: isSealed(fd) };
  }
  if (target.kind === 'image' && target.size === 0) throw new TarstrapError('target-missing', { path: target.path });
  const device = target.kind === 'image' ? await attachImage(target.path, caller, mounts) : target.path;
  await dropDeviceCache(device);
  const volumes = await findVolumes(device, target);
  return mountVolumes(volumes, target, job, mounts);
}

async function attachImage(path: string, caller: Caller | null, scope: Scope): Promise<string> {
  const fd = asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  scope.defer('closing the image', () => closeSync(fd));
  await dropFileCache(`/proc/${process.pid}/fd/${fd}`);
  return attachLoop({ file: `/proc/${process.pid}/fd/${fd}`, readOnly: true }, scope);
}

async function findVolumes(device: string, target: TargetFacts): Promise<Probed[]> {
  if (target.kind === 'partition') return probe([device]);
  const whole = await probe([device]);
  if (whole.some((volume) => volume.filesystem)) return whole;
  const hasTable = whole.some((volume) => volume.table);
  if (hasTable && partitionsOf(numberOfNode(device)).length === 0) await announcePartitions(device, 1);
  return probe(partitionsOf(numberOfNode(device)).map((partition) => partition.path));
}

/** The root is the largest Linux filesystem; what its /etc/fstab says of the other partitions tells where they belong. */
async function mountVolumes(volumes: readonly Probed[], target: TargetFacts, job: Job, mounts: Scope): Promise<MountedTree> {
  const root = `${job.folder}/verify`;
  const linux = volumes.filter((volume) => /^(ext4|xfs|btrfs)$/.test(volume.filesystem ?? ''));
  const main = linux.toSorted((a, b) => b.size - a.size)[0];
  if (!main) throw new TarstrapError('verify-no-filesystem', { path: target.path });
  await mount({ device: main.path, at: root, filesystem: main.filesystem as string, options: readOnly(main.filesystem as string) }, mounts);
  const fat: string[] = [];
  for (const { volume, at } of volumesOfFstab(
    root,
    volumes.filter((v) => v !== main),
  )) {
    await mount({ device: volume.path, at: `${root}${at}`, filesystem: volume.filesystem as string, options: readOnly(volume.filesystem as string) }, mounts);
    if (volume.filesystem === 'vfat') fat.push(at.slice(1));
  }
  note(job, `Root filesystem: ${main.path} (${main.filesystem}).`);
  return { root, isFresh: true, fat, sealed: false };
}

function volumesOfFstab(root: string, others: readonly Probed[]): { volume: Probed; at: string }[] {
  const text = readFstab(root);
  return others.flatMap((volume) => {
    const at = volume.uuid && new RegExp(`^UUID=${volume.uuid}\\s+(/[\\w./-]+)\\s`, 'mi').exec(text)?.[1];
    return at && at !== '/' && !at.includes('..') ? [{ volume, at }] : [];
  });
}

/** The root is mounted with links that are not followed; what else may lie there must not stop us either. */
function readFstab(root: string): string {
  const path = `${root}/etc/fstab`;
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= MiB ? readFileSync(path, 'latin1') : '';
  } catch {
    return '';
  }
}
