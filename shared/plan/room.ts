import { TarstrapError } from '../errors.ts';
import { type ArchiveFacts, fatPlace } from '../facts.ts';
import { formatApart, formatBytes } from '../format.ts';
import type { Filesystem } from '../layout.ts';
import type { TargetFacts } from '../targetFacts.ts';
import { refuseNotFatSafe, refuseSharedLinks } from './refuse.ts';
import { neededBytes, SMALLEST, usableBytes } from './sizes.ts';
import type { PlanInputs, Volume } from './types.ts';
import { atMost, unread } from './unread.ts';

/** Whether what is in the archive has room on the target. */

/** Room is checked before anything is written; where a filesystem is kept, the engine checks it when it is mounted. */
export function refuseTooSmall({ target, archive }: PlanInputs, volumes: readonly Volume[]): void {
  if (archive.unread === 0) return refuseWhole(target, archive, volumes);
  try {
    refuseWhole(target, atMost(archive), volumes);
  } catch {
    throw unread(archive, 'the target may have no room for it');
  }
}

function refuseWhole(target: TargetFacts, archive: ArchiveFacts, volumes: readonly Volume[]): void {
  const refuse = (needed: number, available: number): never => {
    throw new TarstrapError('target-too-small', { path: target.path, needed: formatBytes(needed), available: formatBytes(Math.max(0, available)) });
  };
  const made = volumes.filter(({ mkfs }) => mkfs);
  for (const { mount, filesystem } of made) {
    refuseSharedLinks(archive, mount);
    if (filesystem === 'vfat') refuseNotFatSafe(archive, mount);
  }
  const onBoot = refuseBoot(archive, made.filter(isBoot), refuse);
  const others = made.filter((volume) => !isBoot(volume));
  const root = others.find(({ mount }) => mount === '/');
  if (root) {
    const { filesystem, sizeByte } = root;
    const needed = neededBytes(archive, filesystem) - onBoot;
    // Which of several gets how much only the archive's members tell: together they must have room for all.
    const available = others.reduce((sum, volume) => sum + usableBytes(volume.filesystem, volume.sizeByte, volume === root ? archive.inodes : 0), 0);
    if (needed > available) {
      refuseBelowLeast(target.path, filesystem, { needed, sizeByte });
      refuse(needed, available);
    }
  }
  if (target.kind !== 'directory') return;
  if (!target.unmeasured) refuseTooLittle(target, archive, target.size);
  refuseTooFewInodes(target.path, archive, target.freeInodes);
}

/** FAT beside the root. */
function isBoot({ filesystem, mount }: Volume): boolean {
  return filesystem === 'vfat' && mount !== '/';
}

/** @returns what goes there, in bytes, counted once where one lies in another */
function refuseBoot(archive: ArchiveFacts, volumes: readonly Volume[], refuse: (needed: number, available: number) => never): number {
  let total = 0;
  for (const { mount, sizeByte } of volumes) {
    const { blockBytes } = archive.fat[fatPlace.parse(mount)];
    if (blockBytes > sizeByte * 0.98) refuse(blockBytes, sizeByte * 0.98);
    if (!volumes.some((other) => mount.startsWith(`${other.mount}/`))) total += blockBytes;
  }
  return total;
}

/** What is to be filled in place. @throws TarstrapError `target-no-room` for a folder, `target-too-small` for what is on a drive */
export function refuseTooLittle({ path, kind }: Pick<TargetFacts, 'path' | 'kind'>, archive: ArchiveFacts, available: number): void {
  const needed = neededBytes(archive);
  if (needed <= available) return;
  const code = kind === 'directory' ? 'target-no-room' : 'target-too-small';
  throw new TarstrapError(code, { path, needed: formatBytes(needed), available: formatBytes(available) });
}

/** Not even an empty one could be made, and the least would do: what there is room for says nothing then. */
function refuseBelowLeast(path: string, filesystem: Filesystem, { needed, sizeByte }: { readonly needed: number; readonly sizeByte: number }): void {
  const least = SMALLEST[filesystem];
  if (sizeByte >= least || needed > least) return;
  const [words, available] = formatApart(least, sizeByte);
  throw new TarstrapError('target-too-small', { path, filesystem, needed: words, available: sizeByte < 1e6 ? 'less than 1 MB' : available });
}

/** @param free undefined where the filesystem makes inodes as they are needed */
export function refuseTooFewInodes(path: string, { inodes }: ArchiveFacts, free: number | undefined): void {
  if (free === undefined || inodes <= free) return;
  throw new TarstrapError('target-too-few-inodes', { path, count: inodes, room: free });
}
