import type { ExpectedInode } from './expected.ts';

/** Inodes by their names, with all folders that they need. */
export type Sizes = ReadonlyMap<string, Pick<ExpectedInode, 'type' | 'size' | 'called'>>;

/** What lies where in an archive, also in one that lists no folders, only what is in them. */
export interface Outline {
  readonly tree: Sizes;
  readonly has: (path: string) => boolean;
  /** Names in a folder; those at the top for the empty one. */
  readonly namesIn: (folder: string) => ReadonlySet<string>;
}

export function outlineOf(tree: Sizes): Outline {
  const namesIn = (folder: string): ReadonlySet<string> => {
    const start = folder === '' ? '' : `${folder}/`;
    const names = new Set<string>();
    for (const path of tree.keys()) if (path.length > start.length && path.startsWith(start)) names.add(firstOf(path, start.length));
    return names;
  };
  return { tree, has: (path) => tree.has(path), namesIn };
}

function firstOf(path: string, from: number): string {
  const end = path.indexOf('/', from);
  return path.slice(from, end < 0 ? path.length : end);
}
