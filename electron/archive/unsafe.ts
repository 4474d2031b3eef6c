import type { Tally } from '../../shared/facts.ts';
import { components, exampleOf, hasDotDot, normaliseName, ownBytes, parentOf } from './names.ts';
import { realName, type Tree } from './tree.ts';

/**
 * Finds the members that would land outside of the target. tar defends itself (it refuses `..` and holds symlinks back);
 * this is the second line, and it also says so before anything is written. The order of the members does not count.
 */

/** Symlinks by normalised name. One name may be a symlink several times: all of its targets count. */
type Links = ReadonlyMap<string, readonly string[]>;

/** More ways than these through symlinks that stand for several targets, or for each other, are not worth the search. */
const MOST_WAYS = 256;

interface Way {
  readonly reached: readonly string[];
  readonly todo: readonly string[];
}

/** Parts of names that may still be looked at. What is not looked at counts as if it led outside. */
interface Room {
  parts: number;
}

/** So many in any case, and for each folder and hard link: a search takes no more time than its archive is worth. */
const ROOM = { base: 2 ** 20, each: 256 };

/** Whether a path passes through a symlink that is absolute or climbs out of the tree, or never ends. */
export function leavesTree(path: string, links: Links, room: Room = { parts: ROOM.base }): boolean {
  const ways: Way[] = [{ reached: [], todo: components(path) }];
  const seen = new Set<string>();
  for (let way = ways.pop(); way; way = ways.pop()) {
    room.parts -= way.reached.length + way.todo.length;
    const state = `${way.reached.join('/')}\0${way.todo.join('/')}`;
    if (seen.has(state)) continue;
    if (seen.add(state).size > MOST_WAYS) return true;
    const next = stepsFrom(way, links, room);
    if (next === 'outside') return true;
    ways.push(...next);
  }
  return false;
}

/** Walks to the next symlink, and on into each of its targets. */
function stepsFrom({ reached, todo }: Way, links: Links, room: Room): readonly Way[] | 'outside' {
  const here = [...reached];
  for (const [index, part] of todo.entries()) {
    room.parts -= here.length;
    if (room.parts < 0 || (part === '..' && here.length === 0)) return 'outside';
    if (part === '..') here.pop();
    else here.push(part);
    const targets = part === '..' ? undefined : links.get(here.join('/'));
    if (!targets) continue;
    if (targets.length > MOST_WAYS || targets.some((target) => target.startsWith('/'))) return 'outside';
    const rest = todo.slice(index + 1);
    return targets.map((target) => ({ reached: here.slice(0, -1), todo: [...components(target), ...rest] }));
  }
  return [];
}

/** Collects what {@link UnsafeSearch.result} needs; memory grows with the folders and hard links, not with the files. */
export interface UnsafeSearch {
  readonly add: (name: string, hardLinkTarget?: string) => void;
  readonly addSymlink: (name: string, target: string) => void;
  readonly result: (tree: Tree) => Tally;
}

interface HardLink {
  readonly name: string;
  readonly target: string;
}

interface Group {
  count: number;
  readonly example: string;
}

export function searchUnsafe(): UnsafeSearch {
  const links = new Map<string, string[]>();
  const hardLinks: HardLink[] = [];
  const folders = new Map<string, Group>();
  const climbing: Group[] = [];

  const add = (name: string, target?: string): void => {
    if (hasDotDot(name)) climbing.push({ count: 1, example: name });
    else if (target !== undefined) hardLinks.push({ name, target });
    else countIn(folders, parentOf(normaliseName(name)), name);
  };
  const addSymlink = (name: string, target: string): void => {
    add(name);
    addTargets(links, normaliseName(name), [target]);
  };
  const result = (tree: Tree): Tally => {
    const room = { parts: ROOM.base + ROOM.each * (folders.size + hardLinks.length) };
    const counted = counting(tree, room);
    const targetsOf = (name: string): readonly string[] => (room.parts < 0 ? OUTSIDE : (links.get(realName(counted, name) ?? '') ?? []));
    // A hard link to a symlink is that symlink under another name.
    for (const { name, target } of hardLinks) addTargets(links, normaliseName(name), targetsOf(normaliseName(target)));
    const isPlain = plainFolders(links);
    const leaves = remembering((folder) => !isPlain(folder) && leavesTree(folder, links, room));
    const bad = [...folders].filter(([folder]) => leaves(folder)).map(([, group]) => group);
    const badLinks = hardLinks.filter(({ name, target }) => hasDotDot(target) || [name, target].some((each) => leaves(parentOf(normaliseName(each)))));
    return tallyOf([...climbing, ...bad, ...badLinks.map(({ name }) => ({ count: 1, example: name }))]);
  };
  return { add, addSymlink, result };
}

function countIn(groups: Map<string, Group>, key: string, name: string): void {
  const group = groups.get(key);
  if (group) group.count += 1;
  else groups.set(ownBytes(key), { count: 1, example: name });
}

/** More than are worth the search are not kept. */
function addTargets(links: Map<string, string[]>, name: string, targets: readonly string[]): void {
  const known = links.get(name);
  if (targets.length > 0 && (known?.length ?? 0) <= MOST_WAYS) links.set(name, known ? [...new Set([...known, ...targets])] : [...targets]);
}

const OUTSIDE = ['/'];

function counting(tree: Tree, room: Room): Pick<Tree, 'get'> {
  const get: Tree['get'] = (name) => {
    room.parts -= 1 + name.length / A_PART;
    return tree.get(name);
  };
  return { get };
}

/** Bytes of one, about. */
const A_PART = 8;

/** Whether no symlink is on the way, as on most: that is known of the folders above as well. */
function plainFolders(links: Links): (folder: string) => boolean {
  const known = new Map([['', true]]);
  return (folder) => {
    const passed: string[] = [];
    let isPlain: boolean | undefined;
    for (let above = folder; isPlain === undefined; above = parentOf(above)) {
      isPlain = known.get(above) ?? (links.has(above) || above.endsWith('..') ? false : undefined);
      passed.push(above);
    }
    for (const name of passed) known.set(name, isPlain);
    return isPlain;
  };
}

function remembering(ask: (key: string) => boolean): (key: string) => boolean {
  const answers = new Map<string, boolean>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}

function tallyOf(groups: readonly Group[]): Tally {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const first = groups[0];
  return first ? { count, example: exampleOf(first.example) } : { count };
}
