import { lstatSync } from 'node:fs';
import { amendBoot, LARGEST_BOOT_FILE } from '../../../shared/boot/amend.ts';
import { bootKindOf } from '../../../shared/boot/kind.ts';
import type { LaidSystem } from '../../../shared/boot/laid.ts';
import type { ExpectedInode, ExpectedTree } from '../../archive/expected.ts';
import { viewTree } from '../flash/treeView.ts';
import { compareInode } from './inode.ts';
import type { Mismatches } from './mismatches.ts';
import { isBelow, pathIn, shownName } from './tree.ts';

/**
 * Boot configuration that was made to fit the drive when the archive was laid (`flash/amendBoot.ts`). Whoever verifies a drive later knows only the drive and the archive: what the
 * archive has is amended for this drive once more, and that is to be what lies there.
 */

type Paths = ExpectedTree['paths'];

/** What lies on the drive, by what its filesystems say of themselves. */
export type LaidVolumes = Pick<LaidSystem, 'volumes' | 'swap'>;

/** Names by the members that their contents come from. */
export type Amendable = ReadonlyMap<number, readonly string[]>;

/** Boot configuration that has other contents than the archive. What is empty there, or too large, is never amended. @param differing members of which tar said so */
export function amendable(root: string, paths: Paths, differing: ReadonlySet<number>): Amendable {
  const found = new Map<number, string[]>();
  for (const [name, { type, member, size }] of paths) {
    if (type !== 'file' || member === null || size === 0 || size > LARGEST_BOOT_FILE || bootKindOf(name) === undefined) continue;
    const stat = lstatSync(pathIn(root, name), { throwIfNoEntry: false });
    if (stat?.isFile() === true && (stat.size !== size || differing.has(member))) found.set(member, [...(found.get(member) ?? []), name]);
  }
  return found;
}

interface Amended {
  readonly root: string;
  readonly laid: LaidVolumes;
  readonly names: Amendable;
  /** As the archive has them, by their members; one character a byte. */
  readonly originals: ReadonlyMap<number, string>;
  readonly paths: Paths;
  /** Folders on FAT. */
  readonly fat: readonly string[];
}

/** Each is as it would be laid here, with the owner and mode of the archive. */
export function compareAmended({ root, laid, names, originals, paths, fat }: Amended, found: Mismatches): void {
  const tree = viewTree(root);
  for (const [member, some] of names) {
    const original = originals.get(member);
    for (const name of some) {
      const text = tree.read(name);
      if (original === undefined || !isAmended({ name, original, text }, { ...laid, has: tree.has })) found.add(shownName(name), 'Contents differ');
      for (const what of othersOf(root, name, paths.get(name), fat)) found.add(shownName(name), what);
    }
  }
}

interface Amending {
  readonly name: string;
  readonly original: string;
  readonly text: string | undefined;
}

/** A plan may have known less of its partitions than the drive tells. */
function isAmended({ name, original, text }: Amending, laid: LaidSystem): boolean {
  const kind = bootKindOf(name);
  const withoutNumbers = { ...laid, volumes: laid.volumes.map((volume) => ({ ...volume, partuuid: undefined })) };
  return kind !== undefined && [laid, withoutNumbers].some((one) => amendBoot(original, { name, kind }, one) === text);
}

/** It was written anew: its size and time are its own. */
function othersOf(root: string, name: string, inode: ExpectedInode | undefined, fat: readonly string[]): string[] {
  const path = pathIn(root, name);
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!inode || !stat) return ['is missing'];
  return compareInode({ ...inode, size: Number(stat.size) }, stat, path, { isFat: isBelow(name, fat), anyTime: true });
}
