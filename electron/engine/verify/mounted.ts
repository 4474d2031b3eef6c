import { lstatSync, readdirSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { fstabEntries } from '../../../shared/fstab.ts';
import type { FstabEntry } from '../../../shared/fstabLine.ts';
import { filesystem as filesystemSchema, type Filesystem } from '../../../shared/layout.ts';
import type { Scope } from '../../run/scope.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { mount } from '../disk/mount.ts';
import { type Job, note } from '../job.ts';
import type { Probed } from './probe.ts';
import { lookThrough } from './theirs.ts';
import type { FoundTree } from './tree.ts';
import { readOnly } from './volumes.ts';

/** A drive's volumes as one tree, by what they say of themselves. */

/** One that we would make ourselves; nothing else is mounted. */
type Volume = Probed & { readonly filesystem: Filesystem };

/** The root is the largest Linux filesystem; what its /etc/fstab says of the other partitions tells where they belong. */
export async function mountVolumes(found: readonly Probed[], target: TargetFacts, job: Job, mounts: Scope): Promise<FoundTree> {
  const root = `${job.folder}/verify`;
  const volumes = found.filter(isVolume);
  const [main, ...others] = volumes.toSorted((a, b) => Number(isFat(a)) - Number(isFat(b)) || b.size - a.size);
  if (!main || isFat(main)) throw new TarstrapError('verify-no-filesystem', { path: target.path });
  await mountVolume(main, root, job, mounts);
  const named = placesOf(others, readFstab(root, job));
  const placed = isEmptyFolder(`${root}/boot`) ? [...named, ...unnamedBoot(others, named)] : named;
  for (const { volume, at } of placed) await mountVolume(volume, `${root}${at}`, job, mounts);
  note(job, `Root filesystem: ${main.path} (${main.filesystem}).`);
  const below = (volumes: typeof placed): string[] => volumes.map(({ at }) => at.slice(1));
  return { root, isFresh: true, fat: below(placed.filter(({ volume }) => isFat(volume))), volumes: below(placed), sealed: false };
}

const isVolume = (volume: Probed): volume is Volume => filesystemSchema.safeParse(volume.filesystem).success;

const isFat = ({ filesystem }: Volume): boolean => filesystem === 'vfat';

async function mountVolume(volume: Volume, at: string, job: Job, mounts: Scope): Promise<void> {
  if (await lookThrough(volume, at, job, mounts)) return;
  const { path, filesystem } = volume;
  await mount({ device: path, at, filesystem, options: readOnly(filesystem) }, mounts);
}

/** As layouts may name them, and so below the root whatever stands there. */
const MOUNT_POINT = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** Where volumes are mounted by their UUIDs, which are compared as text: they are what somebody has written to the drive. */
export function placesOf<T extends Pick<Probed, 'uuid'>>(
  volumes: readonly T[],
  entries: readonly Pick<FstabEntry, 'device' | 'at'>[],
): { readonly volume: T; readonly at: string }[] {
  return volumes.flatMap((volume) => {
    const device = `UUID=${volume.uuid}`.toLowerCase();
    const at = volume.uuid && entries.find((entry) => entry.device.toLowerCase() === device)?.at;
    return at && MOUNT_POINT.test(at) ? [{ volume, at }] : [];
  });
}

/**
 * An fstab that was kept to the letter does not name what we have made: one FAT volume that it says nothing of is /boot, which
 * is the only place for one (`shared/plan/volumes.ts`).
 */
export function unnamedBoot<T extends Pick<Probed, 'filesystem'>>(volumes: readonly T[], named: readonly { volume: T }[]): { volume: T; at: string }[] {
  const [boot, ...more] = volumes.filter((volume) => volume.filesystem === 'vfat' && !named.some((known) => known.volume === volume));
  return boot && more.length === 0 ? [{ volume: boot, at: '/boot' }] : [];
}

function isEmptyFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(path).length === 0;
}

/** The root is mounted with links that are not followed; what else may lie there must not stop us either. */
function readFstab(root: string, job: Job): FstabEntry[] {
  const file = readSmallFile(`${root}/etc/fstab`);
  if (file === 'too-large') note(job, '/etc/fstab on the drive is too large to be read: other partitions are left out.', 'warning');
  return typeof file === 'string' ? [] : fstabEntries(file.contents.toString('latin1'));
}
