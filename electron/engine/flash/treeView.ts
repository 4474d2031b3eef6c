import { lstatSync, readlinkSync } from 'node:fs';
import type { TreeView } from '../../../shared/edits.ts';
import { parentOf } from '../../archive/names.ts';
import { resolvePath } from '../../archive/tree.ts';
import { readSmallFile } from '../../run/smallFile.ts';

/** A tree that was unpacked, by the paths that it has when it is the root. Its own links lead nowhere else. */
export interface UnpackedTree extends TreeView {
  /** The same name with the links of its folders resolved, as it lies on the filesystem; undefined where they lead in circles. */
  readonly real: (path: string) => string | undefined;
}

/** @param root on mounts on which links are not followed */
export function viewTree(root: string): UnpackedTree {
  const targetOf = (name: string): string | undefined => {
    try {
      return readlinkSync(`${root}/${name}`);
    } catch {
      // No link, or nothing at all.
      return undefined;
    }
  };
  const resolve = (path: string): string | undefined => resolvePath(path, targetOf);
  const real = (path: string): string | undefined => {
    const folder = resolve(parentOf(path));
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (folder === undefined) return undefined;
    return folder === '' ? base : `${folder}/${base}`;
  };
  const has = (path: string): boolean => {
    const name = resolve(path);
    return name !== undefined && lstatSync(`${root}/${name}`, { throwIfNoEntry: false }) !== undefined;
  };
  const read = (path: string): string | undefined => {
    const name = resolve(path);
    const file = name === undefined ? 'missing' : readSmallFile(`${root}/${name}`);
    return typeof file === 'string' ? undefined : file.contents.toString('latin1');
  };
  return { real, has, read };
}
