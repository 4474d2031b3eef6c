import { lstatSync, readdirSync } from 'node:fs';
import { amendBoot } from '../../../shared/boot/amend.ts';
import { bootKindOf } from '../../../shared/boot/kind.ts';
import type { LaidSystem } from '../../../shared/boot/laid.ts';
import type { ExpectedTree } from '../../archive/expected.ts';
import { viewTree } from '../flash/treeView.ts';
import { isSame } from './edited.ts';
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

/** Names of boot configuration that has other contents than the archive, by their members. @param differing members of which tar said so */
export function amendable(root: string, paths: Paths, differing: ReadonlySet<number>): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [name, { type, member, size }] of paths) {
    if (type !== 'file' || member === null || bootKindOf(name) === undefined) continue;
    const stat = lstatSync(pathIn(root, name), { throwIfNoEntry: false });
    if (stat?.isFile() === true && (stat.size !== size || differing.has(member))) found.set(member, name);
  }
  return found;
}

interface Amended {
  readonly root: string;
  readonly laid: LaidVolumes;
  /** As the archive has them, by name; one character a byte. */
  readonly originals: ReadonlyMap<string, string>;
  readonly paths: Paths;
  /** Folders on FAT. */
  readonly fat: readonly string[];
}

/** Each is as it would be laid here, with the owner and mode of the archive. */
export function compareAmended({ root, laid, originals, paths, fat }: Amended, found: Mismatches): void {
  const { has, read } = viewTree(root);
  for (const [name, original] of originals) {
    const kind = bootKindOf(name);
    const inode = paths.get(name);
    const text = read(name);
    if (kind === undefined || inode === undefined) continue;
    // A plan may know less of its partitions than the drive tells.
    const isAmended = [laid, { ...laid, volumes: laid.volumes.map((volume) => ({ ...volume, partuuid: undefined })) }].some(
      (volumes) => amendBoot(original, { name, kind }, { ...volumes, has }) === text,
    );
    if (!isAmended) found.add(shownName(name), 'Contents differ');
    const path = pathIn(root, name);
    const stat = lstatSync(path, { bigint: true });
    for (const what of compareInode({ ...inode, size: Number(stat.size) }, stat, path, { isFat: isBelow(name, fat), anyTime: true }))
      found.add(shownName(name), what);
  }
}

const PLACES = ['boot/efi', 'efi', 'boot'];

/** Files that were added to an EFI system partition so that it boots (`shared/plan/efi.ts`), as far as they are what they are to be. */
export function addedToBoot(root: string, { volumes, swap }: LaidVolumes): string[] {
  const tree = viewTree(root);
  const entry = PLACES.map((place) => `${place}/loader/entries/tarstrap.conf`).find(tree.has);
  const esp = entry?.slice(0, -'/loader/entries/tarstrap.conf'.length);
  if (entry === undefined || esp === undefined) return [];
  const text = tree.read(entry) ?? '';
  const isOurs = amendBoot(text, { name: entry, kind: 'entry' }, { volumes, swap, has: tree.has }) === text;
  const copies = [
    ...namesIn(`${root}/${esp}/linux`).map((name) => [`${esp}/linux/${name}`, `boot/${name}`] as const),
    ...namesIn(`${root}/${esp}/EFI/BOOT`).map((name) => [`${esp}/EFI/BOOT/${name}`, `usr/lib/systemd/boot/efi/systemd-${name.toLowerCase()}`] as const),
  ];
  const same = copies.filter(([copy, original]) => isFile(`${root}/${original}`) && isSame(pathIn(root, copy), pathIn(root, original)));
  const folders = ['EFI', 'EFI/BOOT', 'linux', 'loader', 'loader/entries'].map((folder) => `${esp}/${folder}`);
  return [...(isOurs ? [entry] : []), ...same.map(([copy]) => copy), ...folders];
}

function namesIn(folder: string): string[] {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
