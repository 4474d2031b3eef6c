import { type Inode, type Nowhere, type Place, plainFolder } from './inode.ts';
import { childOf, components, ownBytes, parentOf } from './names.ts';

/** How the kernel follows a path (path_resolution(7)), within the target of tar's cell. */

/** Linux follows 40 symlinks and then gives up. */
const MOST_LINKS = 40;
/** Parts of a path with those of all its links, so that nobody is kept: a path of Linux has no more than half as many (PATH_MAX). */
export const MOST_STEPS = 4096;
/** Bytes of a name on any filesystem that Tarstrap makes. */
export const LONGEST_NAME = 255;
/** Where something is in tar's cell (`engine/extract/cell.ts`); other absolute links lead nowhere in there. */
const IN_CELL = /^\/+(?:(?:\.|\.\.|usr|bin|sbin|lib|lib32|lib64|target)(?:\/|$)|$)/;

/** Where it is followed. */
export interface Ground {
  readonly at: (name: string) => Inode | undefined;
  readonly put: (folder: Place, name: string, inode: Inode) => void;
  /** A link that was there before: what is behind it is not known, but taken to be. */
  readonly isEarlier: (name: string) => boolean;
}

interface Way {
  here: Place;
  /** The parts to come, the next one last. */
  readonly todo: string[];
  links: number;
  steps: number;
  /** A link that was there before has been followed. */
  isAssumed: boolean;
}

/** @param last what becomes of a symlink at the end, where neither slash nor dot is behind it */
export function follow(ground: Ground, path: string, last: 'follow' | 'keep', from: Place): Place | Nowhere {
  const way: Way = { here: from, todo: components(path).toReversed(), links: 0, steps: 0, isAssumed: false };
  const isFolder = /\/\.?$/.test(path);
  for (let part = way.todo.pop(); part !== undefined; part = way.todo.pop()) {
    const problem = step(ground, way, part, last === 'follow' || isFolder || way.todo.length > 0);
    if (problem) return problem;
  }
  return isFolder && way.here.inode.type !== 'directory' ? 'not-a-folder' : way.here;
}

function step(ground: Ground, way: Way, part: string, follows: boolean): Nowhere | undefined {
  const { here } = way;
  way.steps += 1;
  if (way.steps > MOST_STEPS) return 'not-a-folder';
  if (here.inode.type !== 'directory') return 'not-a-folder';
  if (part === '..' && here.name === '') return 'outside';
  if (part.length > LONGEST_NAME) return 'too-long';
  const name = part === '..' ? parentOf(here.name) : childOf(here.name, part);
  const inode = ground.at(name) ?? assume(ground, way, name);
  if (!inode) return 'missing';
  if (inode.type === 'symlink' && follows) return turn(ground, way, name, inode.linkTarget ?? '');
  way.here = { name, inode };
  return undefined;
}

/** A folder that was there before, as far as a link tells. */
function assume(ground: Ground, { here, isAssumed }: Way, name: string): Inode | undefined {
  if (!isAssumed) return undefined;
  const inode = plainFolder();
  ground.put(here, ownBytes(name), inode);
  return inode;
}

/** Goes on where a symlink leads to. */
function turn(ground: Ground, way: Way, name: string, target: string): Nowhere | undefined {
  if (target.startsWith('/')) return IN_CELL.test(target) ? 'outside' : 'missing';
  way.links += 1;
  way.isAssumed ||= ground.isEarlier(name);
  way.todo.push(...components(target).toReversed());
  return way.links > MOST_LINKS ? 'not-a-folder' : undefined;
}
