import type { ExpectedInode } from './inode.ts';
import { components, normaliseName, parentOf } from './names.ts';
import { MOST_STEPS } from './walk.ts';

/** Where paths lead inside of an archive, by its own symlinks. Pure: nothing is looked up on this machine. */

/** Linux follows 40 symlinks and then gives up (path_resolution(7)). */
const MOST_LINKS = 40;

/** Inodes by their names, as far as a path through them needs to know. */
export type Tree = ReadonlyMap<string, Pick<ExpectedInode, 'type' | 'linkTarget'>>;

/** The normalised name that a path leads to, with the archive as the root; undefined if its links go round in circles. */
export function resolvePath(path: string, targetOf: (name: string) => string | undefined): string | undefined {
  const reached: string[] = [];
  let todo = components(path);
  for (let links = 0, steps = 0; links <= MOST_LINKS && steps < MOST_STEPS; steps += 1) {
    const next = todo.shift();
    if (next === undefined) return reached.join('/');
    if (next === '..') reached.pop();
    else reached.push(next);
    const target = next === '..' ? undefined : targetOf(reached.join('/'));
    if (target === undefined) continue;
    links += 1;
    if (target.startsWith('/')) reached.length = 0;
    else reached.pop();
    todo = [...components(target), ...todo];
  }
  return undefined;
}

/** What is asked of a tree to follow a path in it. */
export type Looks = Pick<Tree, 'get' | 'has'>;

function symlinkTarget(tree: Pick<Looks, 'get'>, name: string): string | undefined {
  const member = tree.get(name);
  return member?.type === 'symlink' ? member.linkTarget : undefined;
}

/** The name of the regular file that a path leads to, through symlinks. */
export function findFile(tree: Tree, path: string): string | undefined {
  const name = resolvePath(path, (at) => symlinkTarget(tree, at));
  return name !== undefined && tree.get(name)?.type === 'file' ? name : undefined;
}

/** Whether a path leads to anything, through symlinks. */
export function leadsSomewhere(tree: Looks, path: string): boolean {
  const name = resolvePath(path, (at) => symlinkTarget(tree, at));
  return name !== undefined && tree.has(name);
}

/** The name of the folder that a symlink leads to. @returns undefined for what is no symlink */
export function folderBehind(tree: Tree, path: string): string | undefined {
  if (tree.get(path)?.type !== 'symlink') return undefined;
  const name = resolvePath(path, (at) => symlinkTarget(tree, at));
  return name !== undefined && tree.get(name)?.type === 'directory' ? name : undefined;
}

/** The name of a member with the symlinks of its folders resolved, but not its own. */
export function realName(tree: Pick<Looks, 'get'>, normalised: string): string | undefined {
  const folder = resolvePath(parentOf(normalised), (at) => symlinkTarget(tree, at));
  const base = normalised.slice(normalised.lastIndexOf('/') + 1);
  return folder === undefined ? undefined : normaliseName(`${folder}/${base}`);
}
