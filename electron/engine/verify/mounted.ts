import { lstatSync, readdirSync } from 'node:fs';
import { isBootable, isExtended } from '../../../shared/capture/layoutFrom.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { fatPlace } from '../../../shared/facts.ts';
import { fstabEntries } from '../../../shared/fstab.ts';
import { type FstabEntry, tagOf } from '../../../shared/fstabLine.ts';
import type { Mount } from '../../drives/mountinfo.ts';
import { Scope } from '../../run/scope.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { holdsSomething } from '../disk/front.ts';
import { mount } from '../disk/mount.ts';
import { type Job, note } from '../job.ts';
import type { Probed } from './probe.ts';
import { lookThrough } from './theirs.ts';
import { type Mountable, readOnly } from './volumes.ts';

/** A drive's volumes as one tree, read-only, by what they say of themselves. */

export interface Drive {
  /** As the user knows it. */
  readonly path: string;
  /** Where the tree is to be. */
  readonly root: string;
  /** Nothing else is mounted. */
  readonly filesystems: readonly Mountable[];
  /** Told of volumes that cannot be where they belong, which are left out then; else that is a failure. */
  readonly onProblem?: (volume: string, at: string, problem: unknown) => void;
}

type Volume = Probed & { readonly filesystem: Mountable };

/** Where a volume belongs in the tree: `/boot`, empty for the root. */
interface Placed {
  readonly volume: Volume;
  readonly at: string;
  /** Of btrfs: a part of it that is mounted by itself. */
  readonly subvolume?: string | undefined;
}

export interface Mounted extends Placed {
  /** Somebody else has it mounted, and it is seen through that. */
  readonly theirs: Mount | undefined;
}

/**
 * The root is the largest Linux filesystem that looks like one, or FAT that a machine boots from where there is no other; what its /etc/fstab says of the other partitions
 * tells where they belong.
 * @returns the root first
 * @throws TarstrapError `verify-no-filesystem`
 */
export async function mountVolumes(found: readonly Probed[], drive: Drive, job: Job, mounts: Scope): Promise<readonly [Mounted, ...Mounted[]]> {
  const volumes = found.filter((volume): volume is Volume => drive.filesystems.some((one) => one === volume.filesystem));
  const main = await mountRoot(rootCandidates(found, volumes), drive, job, mounts);
  if (isFat(main.volume)) tellEmpty(found, job);
  const others = volumes.filter((volume) => volume !== main.volume);
  const entries = readFstab(drive.root, job);
  const named = [...placesOf(others, entries, main.volume), ...subvolumesOf(main, entries)];
  const fat = placeOfFat(entries, (at) => !named.some((known) => known.at === at) && isEmptyFolder(`${drive.root}${at}`));
  const placed = fat === undefined ? named : [...named, ...unnamedFat(others, named, fat)];
  const mounted: Mounted[] = [];
  for (const one of placed.toSorted((a, b) => a.at.length - b.at.length)) {
    try {
      mounted.push(await mountVolume(one, drive, job, mounts));
    } catch (problem) {
      if (!drive.onProblem) throw problem;
      drive.onProblem(one.volume.path, one.at, problem);
    }
  }
  return [main, ...mounted];
}

const isFat = ({ filesystem }: Pick<Probed, 'filesystem'>): boolean => filesystem === 'vfat';

/** Where anything else lies beside it, a system may be in that, also in what cannot be read: the boot partition of that is no root. */
export function isFatOnly(found: readonly Pick<Probed, 'filesystem'>[]): boolean {
  return found.every((volume) => isFat(volume) || volume.filesystem === 'swap');
}

/** It has stayed empty, or holds other partitions, which are looked at themselves. */
export function isNothing({ path, filesystem, entry }: Pick<Probed, 'path' | 'filesystem' | 'entry'>): boolean {
  return filesystem === undefined && ((entry !== undefined && isExtended(entry.type)) || holdsSomething(path, 0) === false);
}

/** Where there is FAT alone, a filesystem that has lost its beginning would be missed by nobody else. */
function tellEmpty(found: readonly Probed[], job: Job): void {
  const empty = found.filter((one) => isNothing(one) && !(one.entry !== undefined && isExtended(one.entry.type)));
  for (const { path } of empty) note(job, `There is nothing on ${path}: it is left out.`, 'warning');
}

/** The likeliest first: the largest; of FAT what a machine boots from, which is small where something else has the rest. */
function rootCandidates(found: readonly Probed[], volumes: readonly Volume[]): Volume[] {
  const isActive = ({ entry }: Volume): number => Number(entry !== undefined && isBootable(entry));
  if (isFatOnly(found.filter((one) => !isNothing(one)))) return volumes.toSorted((a, b) => isActive(b) - isActive(a));
  return volumes.filter((volume) => !isFat(volume)).toSorted((a, b) => b.size - a.size);
}

/** Where they are not one of a kind, they are looked into. */
async function mountRoot(candidates: readonly Volume[], drive: Drive, job: Job, mounts: Scope): Promise<Mounted> {
  const [first] = candidates;
  if (!first) throw new TarstrapError('verify-no-filesystem', { path: drive.path });
  for (const volume of candidates) {
    const trial = new Scope();
    const mounted = await mountVolume({ volume, at: '' }, drive, job, trial);
    const isIt = isFat(volume) ? isBootedFrom(readdirSync(drive.root)) : looksLikeRoot(drive.root);
    const subvolume = isIt || volume.filesystem !== 'btrfs' ? undefined : ROOTS.find((name) => looksLikeRoot(`${drive.root}/${name}`));
    if (isIt || (candidates.length === 1 && subvolume === undefined)) {
      mounts.defer(`leaving ${volume.path}`, () => trial[Symbol.asyncDispose]());
      return mounted;
    }
    await trial[Symbol.asyncDispose]();
    if (subvolume !== undefined) return mountVolume({ volume, at: '', subvolume }, drive, job, mounts);
  }
  return mountVolume({ volume: first, at: '' }, drive, job, mounts);
}

/** What distributions call the subvolume of the root: Ubuntu and Arch, Fedora, Debian. */
const ROOTS = ['@', 'root', '@rootfs'];
const OF_ROOTS = ['usr', 'bin', 'nix'];

function looksLikeRoot(folder: string): boolean {
  return isFolder(`${folder}/etc`) && OF_ROOTS.some((name) => lstatSync(`${folder}/${name}`, { throwIfNoEntry: false }) !== undefined);
}

/** The firmware of a Raspberry Pi, or of a PC, finds these at the top of FAT. */
export function isBootedFrom(names: readonly string[]): boolean {
  return names.some((name) => /^(?:config\.txt|bootcode\.bin|start.*\.elf|efi)$/i.test(name));
}

async function mountVolume(placed: Placed, { root, path: of }: Drive, job: Job, mounts: Scope): Promise<Mounted> {
  const { volume, at, subvolume } = placed;
  const { path, filesystem } = volume;
  const theirs = await lookThrough({ path, filesystem, subvolume }, `${root}${at}`, job, mounts);
  const options = `${readOnly(filesystem)}${subvolume === undefined ? '' : `,subvol=${subvolume}`}`;
  if (!theirs) await mount({ device: path, at: `${root}${at}`, filesystem, options }, mounts);
  if (at === '') note(job, `Root filesystem${of === path ? '' : `: ${path}`} (${[filesystem, subvolume].filter(Boolean).join(', ')}).`);
  return { ...placed, theirs };
}

/** As layouts may name them, and so below the root whatever stands there. */
const MOUNT_POINT = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

type Named = Pick<Probed, 'uuid'> & Partial<Pick<Probed, 'label' | 'partuuid' | 'number'>>;

/** Where volumes are mounted by their tags, which are compared as text: they are what somebody has written to the drive. */
export function placesOf<T extends Named>(
  volumes: readonly T[],
  entries: readonly Pick<FstabEntry, 'device' | 'at'>[],
  main?: Named,
): { readonly volume: T; readonly at: string }[] {
  const node = nodesBeside(entries, main);
  return volumes.flatMap((volume) => {
    const tags = tagsOf(volume);
    const isIt = ({ device }: Pick<FstabEntry, 'device'>): boolean => tags.includes(tagOf(device) ?? '') || (node !== undefined && node(volume) === device);
    const at = entries.find(isIt)?.at;
    return at !== undefined && MOUNT_POINT.test(at) ? [{ volume, at }] : [];
  });
}

function tagsOf({ uuid, partuuid, label }: Named): string[] {
  return [...(uuid ? [`UUID=${uuid.toLowerCase()}`] : []), ...(partuuid ? [`PARTUUID=${partuuid.toLowerCase()}`] : []), ...(label ? [`LABEL=${label}`] : [])];
}

/**
 * On its own board a card is `mmcblk0`, in a reader `sdb`: an fstab by nodes tells the numbers of partitions, if it gives the root the one that it has here.
 * @returns what such an fstab calls a volume
 */
function nodesBeside(entries: readonly Pick<FstabEntry, 'device' | 'at'>[], main: Named | undefined): ((volume: Named) => string) | undefined {
  const root = entries.find(({ at }) => at === '/')?.device ?? '';
  const [, disk, number] = /^(\/dev\/(?:mmcblk\d+p|nvme\d+n\d+p|[shvx]v?d[a-z]+))(\d{1,3})$/.exec(root) ?? [];
  if (disk === undefined || main?.number === undefined || Number(number) !== main.number) return undefined;
  return (volume) => `${disk}${volume.number}`;
}

const SUBVOLUME = /^\/?([A-Za-z0-9@_][A-Za-z0-9@._-]*(?:\/[A-Za-z0-9@_][A-Za-z0-9@._-]*)*)$/;

/** Of btrfs, where /home and others are subvolumes beside the root's. */
function subvolumesOf({ volume }: Placed, entries: readonly FstabEntry[]): Placed[] {
  if (volume.filesystem !== 'btrfs') return [];
  const tags = tagsOf(volume);
  return entries.flatMap(({ device, at, options }) => {
    const named = options.find((option) => option.startsWith('subvol='))?.slice('subvol='.length);
    const subvolume = SUBVOLUME.exec(named ?? '')?.[1];
    const isIt = subvolume !== undefined && tags.includes(tagOf(device) ?? '') && MOUNT_POINT.test(at);
    return isIt ? [{ volume, at, subvolume }] : [];
  });
}

/**
 * An fstab that was kept to the letter does not name what we have made: one FAT volume that it says nothing of is where it has one that is not
 * there, else at /boot.
 */
export function unnamedFat<T extends Pick<Probed, 'filesystem'>>(
  volumes: readonly T[],
  named: readonly { volume: unknown }[],
  at: string,
): { volume: T; at: string }[] {
  const [only, ...more] = volumes.filter((volume) => isFat(volume) && !named.some((known) => known.volume === volume));
  return only && more.length === 0 ? [{ volume: only, at }] : [];
}

/** @param isFree a place where nothing else is, and where something can be mounted */
export function placeOfFat(entries: readonly Pick<FstabEntry, 'at' | 'type'>[], isFree: (at: string) => boolean): string | undefined {
  const wanted = entries.filter(({ at, type }) => fatPlace.safeParse(at).success && ['vfat', 'msdos', 'auto'].includes(type)).map(({ at }) => at);
  return [...wanted, '/boot'].find(isFree);
}

function isEmptyFolder(path: string): boolean {
  return isFolder(path) && readdirSync(path).length === 0;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The root is mounted with links that are not followed; what else may lie there must not stop us either. */
function readFstab(root: string, job: Job): FstabEntry[] {
  const file = readSmallFile(`${root}/etc/fstab`);
  if (file === 'too-large') note(job, '/etc/fstab on the drive is too large to be read: other partitions are left out.', 'warning');
  return typeof file === 'string' ? [] : fstabEntries(file.contents.toString('latin1'));
}
