import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import type { TreeView } from '../../../shared/edits.ts';
import { parentOf } from '../../archive/names.ts';
import { resolvePath } from '../../archive/tree.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { isDeviceError } from '../failure.ts';

/** A tree that was unpacked, by the paths that it has when it is the root. Its own links lead nowhere else. Names are byte strings. */
export interface UnpackedTree extends TreeView {
  /** The same name with the links of its folders resolved, as it lies on the filesystem; undefined where they lead in circles. */
  readonly real: (path: string) => string | undefined;
  /** The name of the ordinary file that a path leads to. */
  readonly file: (path: string) => string | undefined;
}

/** Looks that everything takes together that is asked whether it is there: behind them nothing is found. What was made to lead on for hours takes a second or two. */
const MOST_LOOKS = 131_072;

/** @param root on mounts on which links are not followed */
export function viewTree(root: string): UnpackedTree {
  const at = (name: string): Buffer => Buffer.from(`${root}/${name}`, 'latin1');
  const statOf = (name: string): Stats | undefined => unlessDamaged(() => lstatSync(at(name), { throwIfNoEntry: false }));
  const targetOf = (name: string): string | undefined =>
    statOf(name)?.isSymbolicLink() === true ? unlessDamaged(() => readlinkSync(at(name), 'latin1')) : undefined;
  const resolve = (path: string): string | undefined => resolvePath(path, targetOf);
  const real = (path: string): string | undefined => {
    const folder = resolve(parentOf(path));
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (folder === undefined) return undefined;
    return folder === '' ? base : `${folder}/${base}`;
  };
  let looks = 0;
  const has = (path: string): boolean => {
    const name = resolvePath(path, (folder) => ((looks += 1) > MOST_LOOKS ? undefined : targetOf(folder)));
    return name !== undefined && looks <= MOST_LOOKS && statOf(name) !== undefined;
  };
  const file = (path: string): string | undefined => {
    const name = resolve(path);
    return name !== undefined && statOf(name)?.isFile() === true ? name : undefined;
  };
  const read = (path: string): string | undefined => {
    const name = file(path);
    const found = name === undefined ? 'missing' : readSmallFile(at(name));
    return typeof found === 'string' ? undefined : found.contents.toString('latin1');
  };
  return { real, file, has, read };
}

/** What is no link, or has a name that no filesystem takes, is as good as missing; a device that fails is not. */
function unlessDamaged<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
    return undefined;
  }
}
