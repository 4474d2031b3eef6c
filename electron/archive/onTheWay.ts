import { childOf, type Inodes, LONGEST_NAME, type Nowhere, type Place, plainFolder } from './inodes.ts';
import type { Told } from './laterFolders.ts';

/** The folders that members lie in: tar makes those that are not there (extract.c, `make_directories`). */

interface Folder {
  readonly folder: Place;
  /** What tar has just made of the way to it, if anything: its last part. */
  readonly made?: Told;
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

export function findFolders(inodes: Inodes, onMade: (told: Told) => void): Folders {
  const found = new Map<Told, Folder>();

  const make = (told: Told): Folder | Nowhere => {
    const [above, base] = split(told);
    const parent = reach(above);
    if (typeof parent === 'string' || base === '' || base === '.') return parent;
    if (base === '..') return seek(told) ?? 'not-a-folder';
    if (base.length > LONGEST_NAME) return 'too-long';
    const name = childOf(parent.folder.name, base);
    // A symlink that leads to nothing.
    if (inodes.at(name)) return 'not-a-folder';
    const inode = plainFolder();
    inodes.put(parent.folder, name, inode);
    onMade(told);
    return { folder: { name, inode }, made: told };
  };
  const seek = (told: Told): Folder | Nowhere | undefined => {
    const place = inodes.walk(told, 'follow');
    if (place === 'missing') return undefined;
    if (typeof place === 'string') return place;
    if (place.inode.type !== 'directory') return 'not-a-folder';
    const folder = { folder: place };
    found.set(told, folder);
    return folder;
  };
  const reach = (told: Told): Folder | Nowhere => found.get(told) ?? seek(told) ?? make(told);
  const spot = (told: Told): Spot | Nowhere => {
    const [above, base] = split(told);
    const reached = reach(above);
    if (typeof reached === 'string') return reached;
    if (base === '..') return 'outside';
    if (base.length > LONGEST_NAME) return 'too-long';
    return { ...reached, base: base === '.' ? '' : base };
  };
  return { spot, forget: () => found.clear() };
}

function split(told: Told): readonly [string, string] {
  const slash = told.lastIndexOf('/');
  return [told.slice(0, Math.max(0, slash)), told.slice(slash + 1)];
}
