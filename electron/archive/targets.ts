import type { Nowhere, Place } from './inode.ts';
import type { Inodes } from './inodes.ts';

/** What hard links are made of. */
export interface Targets {
  readonly at: (path: string) => Place | Nowhere;
  /** A folder or a symlink went away: what was found before may be elsewhere now. */
  readonly forget: () => void;
}

/** Folders that are remembered: links into one lie together. */
const MOST_KNOWN = 1000;
/** They have no name of their own at the end. */
const WAYS = ['', '.', '..'];

export function findTargets(inodes: Inodes): Targets {
  const found = new Map<string, Place>();
  const folderAt = (path: string): Place | Nowhere => {
    const known = found.get(path);
    if (known) return known;
    const reached = inodes.walk(path, 'follow');
    if (found.size === MOST_KNOWN) found.clear();
    if (typeof reached === 'object') found.set(path, reached);
    return reached;
  };
  const at = (path: string): Place | Nowhere => {
    const baseAt = path.lastIndexOf('/') + 1;
    if (baseAt === 0 || WAYS.includes(path.slice(baseAt))) return inodes.walk(path, 'keep');
    const folder = folderAt(path.slice(0, baseAt));
    return typeof folder === 'string' ? folder : inodes.walk(path.slice(baseAt), 'keep', folder);
  };
  return { at, forget: () => found.clear() };
}
