import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { normaliseName } from '../../archive/names.ts';
import { SAFELY } from '../../run/smallFile.ts';
import { openTurns } from '../../run/turns.ts';
import { isDeviceError } from '../failure.ts';
import type { Expected } from './expectation.ts';
import type { Mismatches } from './mismatches.ts';
import { pathIn, shownName } from './tree.ts';

/**
 * A share of the contents, looked at while they are laid, when they are still in memory, and once more when they come from the medium:
 * what was laid first and last, the ends of the largest file, and a random share of all.
 */

const STRETCH = 64 * 1024;
/** Stretches of each kind. */
const FIRST = (8 * MiB) / STRETCH;
const LAST = (8 * MiB) / STRETCH;
const RANDOM = (48 * MiB) / STRETCH;
/** How long reading them back may take. */
const PATIENCE_MS = 5000;

interface File {
  readonly name: string;
  readonly member: number;
  readonly size: number;
}

interface Stretch extends File {
  readonly offset: number;
  readonly hash: string;
}

export interface Samples {
  /** In the order in which they are to be read back: those first that a drive that lies about its size has lost. */
  readonly stretches: readonly Stretch[];
}

export interface Sampler {
  /** A member that tar begins with, in archive order: the one before is there. */
  readonly see: (entry: TarEntry, member: number) => void;
  /** tar has ended. */
  readonly finish: () => Samples;
}

/** @param root what tar fills, on a mount on which links are not followed */
export function openSampler({ root, streamBytes, random = Math.random }: { root: string; streamBytes: number; random?: () => number }): Sampler {
  const first: Stretch[] = [];
  const anywhere: Stretch[] = [];
  const recent: File[] = [];
  let recentStretches = 0;
  let pending: File | undefined;
  let largest: File | undefined;

  const take = (file: File): void => {
    const left = FIRST - first.length;
    if (left > 0) first.push(...read(root, file, firstOffsets(file, left)));
    else if (anywhere.length < RANDOM) anywhere.push(...read(root, file, someOffsets(file, streamBytes, random)));
  };
  const remember = (file: File): void => {
    if (file.size > (largest?.size ?? 0)) largest = file;
    recent.push(file);
    recentStretches += stretchesOf(file);
    for (let oldest = recent[0]; oldest && recentStretches - stretchesOf(oldest) >= LAST; oldest = recent[0]) {
      recentStretches -= stretchesOf(oldest);
      recent.shift();
    }
  };
  const takePending = (): void => {
    if (!pending) return;
    take(pending);
    remember(pending);
    pending = undefined;
  };
  const see = ({ type, name, size }: TarEntry, member: number): void => {
    takePending();
    if (type === 'file' && size > 0) pending = { name: normaliseName(name), member, size };
  };
  const finish = (): Samples => {
    takePending();
    const last = recent.toReversed().flatMap((file) => read(root, file, lastOffsets(file, LAST)));
    const ends = largest ? read(root, largest, [...firstOffsets(largest, 1), ...lastOffsets(largest, 1)]) : [];
    return { stretches: onceEach([...last, ...ends, ...first, ...anywhere]) };
  };
  return { see, finish };
}

/** In a small archive what is first is also last. Their order stays. */
function onceEach(stretches: readonly Stretch[]): Stretch[] {
  return [...new Map(stretches.map((stretch) => [`${stretch.member} ${stretch.offset}`, stretch])).values()];
}

function stretchesOf({ size }: File): number {
  return Math.ceil(size / STRETCH);
}

function firstOffsets(file: File, most: number): number[] {
  return Array.from({ length: Math.min(most, stretchesOf(file)) }, (_, i) => i * STRETCH);
}

function lastOffsets(file: File, most: number): number[] {
  const all = stretchesOf(file);
  return Array.from({ length: Math.min(most, all) }, (_, i) => (all - 1 - i) * STRETCH);
}

/** So many of each file that all of them together are what there is room for, by its share in the archive. */
function someOffsets(file: File, streamBytes: number, random: () => number): number[] {
  const count = Math.floor(RANDOM * Math.min(1, file.size / streamBytes) + random());
  return [...new Set(Array.from({ length: count }, () => Math.floor(random() * stretchesOf(file)) * STRETCH))];
}

function read(root: string, file: File, offsets: readonly number[]): Stretch[] {
  if (offsets.length === 0) return [];
  return withFile(pathIn(root, file.name), (hashAt) => offsets.map((offset) => ({ ...file, offset, hash: hashAt(offset) }))) ?? [];
}

/** @returns undefined for what is no file, or lies behind a link */
function withFile<T>(path: Buffer, use: (hashAt: (offset: number) => string) => T): T | undefined {
  const fd = open(path);
  if (fd === undefined) return undefined;
  try {
    if (!fstatSync(fd).isFile()) return undefined;
    const buffer = Buffer.alloc(STRETCH);
    return use((offset) =>
      createHash('sha256')
        .update(buffer.subarray(0, readSync(fd, buffer, 0, STRETCH, offset)))
        .digest('hex'),
    );
  } finally {
    closeSync(fd);
  }
}

function open(path: Buffer): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | SAFELY);
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
    return undefined;
  }
}

/**
 * Reads them once more. What a later member has replaced does not count, and neither does what we have written ourselves.
 * @returns how many bytes were compared
 */
export async function compareSamples(root: string, { stretches }: Samples, paths: Expected['paths'], found: Mismatches, signal: AbortSignal): Promise<number> {
  const turns = openTurns(signal);
  const end = performance.now() + PATIENCE_MS;
  const differing = new Set<string>();
  let bytes = 0;
  for (const { name, member, offset, hash, size } of stretches) {
    if (performance.now() > end) break;
    if (turns.isOver()) await turns.next();
    if (paths.get(name)?.member !== member || name === 'etc/fstab' || differing.has(name)) continue;
    bytes += Math.min(STRETCH, size - offset);
    if (withFile(pathIn(root, name), (hashAt) => hashAt(offset) === hash) ?? true) continue;
    differing.add(name);
    found.add(shownName(name), 'Contents differ');
  }
  return bytes;
}
