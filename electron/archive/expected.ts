import type { LayingProblem, Tally } from '../../shared/facts.ts';
import { childOf, emptyInodes, type ExpectedInode, type Inode, type Nowhere, type Place, plainFolder } from './inodes.ts';
import { laterFolders, ownerOf, type Told, toldName } from './laterFolders.ts';
import type { TarEntry } from './listing.ts';
import { exampleOf } from './names.ts';
import { findFolders } from './onTheWay.ts';

/**
 * The tree that GNU tar makes of an archive with the options of our own command (`extractCommand` in `shared/plan/`), run as root. Members
 * are laid in their order, one after the other, as tar lays them (extract.c of 1.34); nothing is looked up on this machine.
 */

export type { ExpectedInode } from './inodes.ts';

export interface ExpectedTree {
  /** By names as byte strings (`names.ts`), normalised and without symlinks on the way; '' is the root, where a member names it. */
  readonly paths: ReadonlyMap<string, ExpectedInode>;
  readonly members: number;
  /** Where tar fails, with exit status 2: the kinds in order, each with the number of its members and the first of them. */
  readonly problems: ReadonlyMap<LayingProblem, Tally>;
  /** Folders laid where a symlink to a folder is: the link stays, and what is in them goes behind it (`--keep-directory-symlink`). */
  readonly keptLinks: Tally;
}

export interface Growth {
  readonly add: (entry: TarEntry) => void;
  /** To be asked for after the last member. */
  readonly tree: ExpectedTree;
}

/** Bytes of a path, without the zero at its end (`PATH_MAX`). */
const LONGEST_PATH = 4095;

const PROBLEMS: Readonly<Record<Nowhere, LayingProblem>> = {
  missing: 'not-a-folder',
  'not-a-folder': 'not-a-folder',
  'too-long': 'name-too-long',
  outside: 'leads-outside',
};

/** @param linkAt where the target is not empty: the target of a symlink that was there before, by its normalised name without symlinks on the way */
export function growTree(linkAt?: (name: string) => string | undefined): Growth {
  const inodes = emptyInodes(linkAt);
  const later = laterFolders(inodes);
  const folders = findFolders(inodes, later.setMade);
  const problems = new Map<LayingProblem, Tally>();
  let keptLinks: Tally = { count: 0 };
  let members = 0;
  let grown: ExpectedTree | undefined;

  /** @returns false for a folder that is not empty */
  const clear = (folder: Place, name: string, told: Told): boolean => {
    const inode = inodes.at(name);
    if (!inode) return true;
    const isFolder = inode.type === 'directory';
    if (isFolder && inode.children > 0) return false;
    inodes.remove(folder, name);
    if (isFolder) later.forget(told);
    if (isFolder || inode.type === 'symlink') folders.forget();
    return true;
  };
  const layFolder = (entry: TarEntry, folder: Place, name: string, told: Told): LayingProblem | undefined => {
    const there = inodes.at(name);
    if (there?.type === 'directory') return later.set(told, { inode: there, made: false, entry, member: members });
    const behind = there?.type === 'symlink' ? inodes.walk(name, 'follow') : undefined;
    if (behind === 'outside') return 'leads-outside';
    if (typeof behind === 'object' && behind.inode.type === 'directory') keptLinks = countIn(keptLinks, entry.name);
    else {
      clear(folder, name, told);
      const inode = { ...plainFolder(), mode: entry.mode & 0o700 };
      inodes.put(folder, name, inode);
      later.set(told, { inode, made: true, entry, member: members });
    }
    return undefined;
  };
  const isLinkTo = (inode: Inode, target = ''): boolean => {
    const original = inodes.walk(target, 'keep');
    return typeof original === 'object' && original.inode === inode;
  };
  /** At a name such as `d/.`, which stands for a folder in any case. */
  const layDot = (entry: TarEntry, inode: Inode, made: Told | undefined, told: Told): LayingProblem | undefined => {
    if (entry.type === 'hardlink' && isLinkTo(inode, entry.linkTarget)) return undefined;
    if (entry.type !== 'directory') return 'folder-in-the-way';
    if (made !== undefined) return later.repair(made, inode, entry, members);
    return later.set(told, { inode, made: false, entry, member: members });
  };
  const layHardLink = (target: string, folder: Place, name: string, told: Told): LayingProblem | undefined => {
    const original = inodes.walk(target, 'keep');
    if (typeof original === 'string') return original === 'too-long' ? 'name-too-long' : 'link-target-missing';
    const there = inodes.at(name);
    if (there === original.inode) return undefined;
    if (original.inode.type === 'directory') return 'link-to-a-folder';
    if (!clear(folder, name, told)) return 'folder-in-the-way';
    // What was in the way may have been on the way to the original.
    if (typeof inodes.walk(target, 'keep') === 'string') return 'link-target-missing';
    return inodes.put(folder, name, original.inode);
  };
  const lay = (entry: TarEntry): LayingProblem | undefined => {
    const { type, linkTarget = '' } = entry;
    const told = toldName(entry.name);
    if (told.length > LONGEST_PATH || linkTarget.length > LONGEST_PATH) return 'name-too-long';
    const spot = folders.spot(told);
    if (typeof spot === 'string') return PROBLEMS[spot];
    const { folder, base, made } = spot;
    if (base === '') return layDot(entry, folder.inode, made, told);
    const name = childOf(folder.name, base);
    if (type === 'directory') return layFolder(entry, folder, name, told);
    if (type === 'hardlink') return layHardLink(linkTarget, folder, name, told);
    if (type === 'symlink' && linkTarget === '') return 'link-without-target';
    const replaced = inodes.at(name);
    if (!clear(folder, name, told)) return 'folder-in-the-way';
    const inode = inodeOf(entry, type, members, name);
    if (replaced && replaced.called === inode.called) inode.occurrence = (replaced.occurrence ?? 1) + 1;
    return inodes.put(folder, name, inode);
  };
  const report = (problem: LayingProblem, name: string): void => void problems.set(problem, countIn(problems.get(problem) ?? { count: 0 }, name));
  const add = (entry: TarEntry): void => {
    const problem = lay(entry);
    if (problem) report(problem, entry.name);
    members += 1;
  };
  const finish = (): ExpectedTree => {
    later.apply((told) => report('folder-replaced', told));
    return { paths: inodes.named(), members, problems, keptLinks };
  };
  return {
    add,
    get tree() {
      return (grown ??= finish());
    },
  };
}

function countIn({ count, example }: Tally, name: string): Tally {
  return { count: count + 1, example: example ?? exampleOf(name) };
}

/** Whether it is `./` and the other. */
function isPlainly(name: string, laidAt: string): boolean {
  return name.length === laidAt.length + 2 && name.startsWith('./') && name.endsWith(laidAt);
}

function inodeOf(
  { name, called, mode, uid, gid, size, mtime, linkTarget, device, extended, acl }: TarEntry,
  type: Inode['type'],
  member: number,
  laidAt: string,
): Inode {
  return {
    type,
    // Linux knows no other for a symlink.
    mode: type === 'symlink' ? 0o777 : mode,
    uid: ownerOf(uid, 0),
    gid: ownerOf(gid, 0),
    size,
    mtime,
    linkTarget,
    device,
    extended,
    acl,
    member,
    called: called ?? (isPlainly(name, laidAt) ? undefined : name),
    occurrence: undefined,
    children: 0,
  };
}
