import type { EntryType } from './listing.ts';
import { components, normaliseName, parentOf } from './names.ts';

/** Where paths lead inside of an archive, by its own symlinks. Pure: nothing is looked up on this machine. */

/** Linux follows 40 symlinks and then gives up (path_resolution(7)). */
const MOST_LINKS = 40;

/** What a tree needs to know of a member. */
export interface Member {
  /** As it stands in the archive. */
  readonly name: string;
  readonly type: EntryType;
  readonly size: number;
  readonly linkTarget?: string;
}

/** Members by their normalised names, in archive order. */
export type Tree = ReadonlyMap<string, Member>;

/** The normalised name that a path leads to, with the archive as the root; undefined if its links go round in circles. */
export function resolvePath(path: string, targetOf: (name: string) => string | undefined): string | undefined {
  const reached: string[] = [];
  let todo = components(path);
  for (let links = 0; links <= MOST_LINKS;) {
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

function symlinkTarget(tree: Tree, name: string): string | undefined {
  const member = tree.get(name);
  return member?.type === 'symlink' ? member.linkTarget : undefined;
}

/** The regular file that a path leads to, through symlinks and hard links. */
export function findFile(tree: Tree, path: string): Member | undefined {
  const name = resolvePath(path, (at) => symlinkTarget(tree, at));
  const member = name === undefined ? undefined : tree.get(name);
  if (member?.type !== 'hardlink') return member?.type === 'file' ? member : undefined;
  const original = tree.get(normaliseName(member.linkTarget ?? ''));
  return original?.type === 'file' ? original : undefined;
}

/** The name of a member with the symlinks of its folders resolved, but not its own. */
export function realName(tree: Tree, normalised: string): string | undefined {
  const folder = resolvePath(parentOf(normalised), (at) => symlinkTarget(tree, at));
  const base = normalised.slice(normalised.lastIndexOf('/') + 1);
  return folder === undefined ? undefined : normaliseName(`${folder}/${base}`);
}
