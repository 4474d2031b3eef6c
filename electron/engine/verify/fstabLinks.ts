import { lstatSync } from 'node:fs';
import type { TarEntry } from '../../archive/listing.ts';
import { displayName, normaliseName } from '../../archive/names.ts';
import { readSmallFile, type SmallFile } from '../../run/smallFile.ts';
import { compareInode } from './attributes.ts';
import type { Mismatches } from './mismatches.ts';

/**
 * /etc/fstab may be one file with other members: what is the same is often made one to save room. An amended one is a file
 * of its own, and the others are still one, with the contents, owner and mode that the archive has.
 */
export interface FstabLinks {
  /** Members in archive order. */
  readonly see: (entry: TarEntry, name: string) => void;
  /** tar says of a member that it is not linked, as it has to be. */
  readonly isExpected: (name: string, what: string) => boolean;
  /** What tar cannot know then. @param original contents of /etc/fstab in the archive, which covers ours */
  readonly compare: (root: string, original: string, found: Mismatches) => void;
}

const FSTAB = 'etc/fstab';

export function followFstabLinks(): FstabLinks {
  let own: TarEntry | undefined;
  /** The other names, by which the first is looked at. */
  const names = new Set<string>();
  const see = (entry: TarEntry, name: string): void => {
    const target = entry.type === 'hardlink' ? normaliseName(entry.linkTarget ?? '') : undefined;
    if (name === FSTAB) {
      own = entry;
      names.clear();
      if (target !== undefined) names.add(target);
    } else if (target === FSTAB) names.add(name);
    // A later member with the name of a link takes its place.
    else if (names.has(name)) names.delete(name);
  };
  const isExpected = (name: string, what: string): boolean =>
    what.startsWith('Not linked to ') && (name === FSTAB ? own?.type === 'hardlink' : names.has(name));
  const compare = (root: string, original: string, found: Mismatches): void => {
    const [first, ...others] = names;
    if (!own || first === undefined) return;
    const file = readSmallFile(pathOf(root, first));
    // What is missing has been said already, and one that comes before /etc/fstab was compared by tar.
    if (typeof file === 'string') return file === 'missing' || own.type === 'hardlink' ? undefined : found.add(displayName(first), 'is not a file');
    for (const what of differences(own, file, { root, first, original })) found.add(displayName(first), what);
    for (const name of others) if (!isSame(file, pathOf(root, name))) found.add(displayName(name), `Not linked to ${displayName(first)}`);
  };
  return { see, isExpected, compare };
}

/** tar has compared the one that comes first with the archive; the other is compared with that. */
function differences(own: TarEntry, file: SmallFile, { root, first, original }: { root: string; first: string; original: string }): string[] {
  const contents = file.contents.toString('latin1') === original ? [] : ['Contents differ'];
  if (own.type === 'file') return [...contents, ...compareInode(own, pathOf(root, first), false)];
  const ours = lstatSync(pathOf(root, FSTAB), { bigint: true });
  const isAlike = (['uid', 'gid', 'mode'] as const).every((key) => ours[key] === file.stat[key]);
  return [...contents, ...(isAlike ? [] : ['has another owner or mode than /etc/fstab'])];
}

function isSame({ stat }: SmallFile, path: Buffer): boolean {
  const other = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return other === undefined || (other.ino === stat.ino && other.dev === stat.dev);
}

function pathOf(root: string, name: string): Buffer {
  return Buffer.from(`${root}/${name}`, 'latin1');
}
