import { type Nowhere, type Place, plainFolder } from './inode.ts';
import type { Inodes } from './inodes.ts';
import type { Told } from './laterFolders.ts';
import { childOf, ownBytes } from './names.ts';
import { LONGEST_NAME } from './walk.ts';

/** The folders that members lie in: tar makes those that are not there (extract.c, `make_directories`). */

interface Folder {
  readonly folder: Place;
  /** What tar has just made of the way to it, if anything: its last part. */
  readonly made?: Told | undefined;
}

/** Where a member goes; `base` is empty for a folder that is named by a dot: `d/.`. */
export interface Spot extends Folder {
  readonly base: string;
}

export interface Folders {
  readonly spot: (told: Told) => Spot | Nowhere;
  /** A folder or a symlink went away: what was found before may be elsewhere now. */
  readonly forget: () => void;
}

/** Folders that are remembered: members of one lie together. */
const MOST_KNOWN = 1000;

export function findFolders(inodes: Inodes, onMade: (told: Told) => void): Folders {
  const found = new Map<Told, Folder>();
  let before: { readonly told: Told; readonly folder: Folder } | undefined;

  const look = (told: Told): Folder | Nowhere => {
    const [above, base] = split(told);
    if (told === '') return { folder: { name: '', inode: inodes.root } };
    const parent = reach(above);
    if (typeof parent === 'string' || base === '' || base === '.') return parent;
    if (base.length > LONGEST_NAME) return 'too-long';
    const name = childOf(parent.folder.name, base);
    const inode = base === '..' ? undefined : inodes.at(name);
    if (inode?.type === 'directory') return { folder: { name, inode } };
    return inode || base === '..' ? asFolder(inodes.walk(name, 'follow')) : make(parent.folder, name, told);
  };
  const make = (parent: Place, name: string, told: Told): Folder => {
    const folder = { name: ownBytes(name), inode: plainFolder() };
    inodes.put(parent, folder.name, folder.inode);
    onMade(told);
    return { folder, made: told };
  };
  const reach = (told: Told): Folder | Nowhere => {
    const known = found.get(told);
    if (known) return known;
    const reached = look(told);
    // The next time it has not just been made.
    if (found.size === MOST_KNOWN) found.clear();
    if (typeof reached === 'object') found.set(told, { folder: reached.folder });
    return reached;
  };
  const spot = (told: Told): Spot | Nowhere => {
    const end = told.lastIndexOf('/');
    const base = told.slice(end + 1);
    // Members mostly lie in the folder of the one before.
    const isSame = before !== undefined && end === before.told.length && told.startsWith(before.told);
    const reached = isSame && before ? before.folder : reach(told.slice(0, end));
    if (typeof reached === 'string') return reached;
    if (!isSame) before = { told: told.slice(0, end), folder: { folder: reached.folder } };
    if (base === '..') return 'outside';
    if (base.length > LONGEST_NAME) return 'too-long';
    return { folder: reached.folder, made: reached.made, base: base === '.' ? '' : base };
  };
  const forget = (): void => {
    found.clear();
    before = undefined;
  };
  return { spot, forget };
}

function asFolder(place: Place | Nowhere): Folder | Nowhere {
  if (typeof place === 'string') return place;
  return place.inode.type === 'directory' ? { folder: place } : 'not-a-folder';
}

function split(told: Told): readonly [string, string] {
  const slash = told.lastIndexOf('/');
  return [told.slice(0, Math.max(0, slash)), told.slice(slash + 1)];
}
