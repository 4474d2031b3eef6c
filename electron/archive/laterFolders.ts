import type { Inode, Place } from './inode.ts';
import type { Inodes } from './inodes.ts';
import type { TarEntry } from './listing.ts';
import { components, ownBytes } from './names.ts';

/**
 * What tar gives to folders last of all (`--delay-directory-restore`; extract.c, `delayed_set_stat`). It keeps a list by the names that
 * it was told, and goes through it from the youngest to the oldest: of members with one name the last wins, of several names that
 * lead to one folder the one that came first.
 */

/** A name as tar was told it, without a slash at the end, and as the command's `--transform` makes it: `d`, `/d` and `./d` are `./d`. */
export type Told = string;

export function toldName(name: string): Told {
  // As most of them are.
  if (name.startsWith('./') && !name.endsWith('/') && name[2] !== '/') return name;
  let end = name.length;
  while (name[end - 1] === '/') end -= 1;
  return `./${name.slice(0, end).replace(/^\.\//, '').replace(/^\/+/, '')}`;
}

/** `./`, or `./.` */
function isRoot(told: Told): boolean {
  return components(told).length === 0;
}

interface Later {
  /** null: tar has made it on the way. */
  rights: Rights | null;
  member: number;
  /** What tar takes for its mode now: it leaves a mode that it takes for right. */
  believed: number;
  /** Its name may be a symlink, which is followed. */
  follows: boolean;
  /** Where it was laid before the root's own entry, tar looks whether it is still the same. */
  same: Inode | undefined;
}

/** What a folder gets: so much is kept of its member. */
type Rights = Pick<TarEntry, 'mode' | 'uid' | 'gid' | 'mtime' | 'extended' | 'acl'>;

export interface LaterFolders {
  /** `made`: it was not there before. */
  readonly set: (told: Told, folder: { readonly inode: Inode; readonly made: boolean; readonly entry: TarEntry; readonly member: number }) => undefined;
  /** A folder on the way to a member, which tar has just made. */
  readonly setMade: (told: Told) => void;
  /** A member `d/.` names a folder that tar has just made on the way to it. */
  readonly repair: (told: Told, inode: Inode, entry: TarEntry, member: number) => undefined;
  /** A folder was removed by this name. */
  readonly forget: (told: Told) => void;
  /** @param onLost for a name that stands for nothing, or for something else, by now: tar fails there */
  readonly apply: (onLost: (told: Told) => void) => void;
}

const PERMISSIONS = 0o777;
/** What the engine's umask leaves of a folder that tar makes on the way. */
const MADE_MODE = 0o755;

export function laterFolders(inodes: Inodes): LaterFolders {
  const list = new Map<Told, Later>();
  /** Names whose folders were lost when the root's own entry came. */
  const lost: Told[] = [];

  const markAll = (): void => {
    const lookUp = lookingUp(inodes);
    for (const [told, later] of list) {
      if (later.same) continue;
      later.same = lookUp(told, false);
      if (!later.same) lost.push(told);
    }
  };
  const set: LaterFolders['set'] = (told, { inode, made, entry, member }) => {
    const same = list.get(told)?.same;
    list.set(ownBytes(told), { rights: rightsOf(entry), member, believed: made ? entry.mode & 0o700 : inode.mode, follows: !made, same });
    if (!same && isRoot(told)) markAll();
  };
  const repair: LaterFolders['repair'] = (told, inode, entry, member) => {
    list.set(ownBytes(told), { rights: rightsOf(entry), member, believed: inode.mode, follows: false, same: list.get(told)?.same });
  };
  const apply = (onLost: (told: Told) => void): void => {
    const lookUp = lookingUp(inodes);
    for (const told of lost) onLost(told);
    for (const [told, later] of [...list].toReversed()) {
      // tar has nothing to do for it, and does not look whether it is still there.
      if (!later.rights && !later.same) continue;
      const inode = lookUp(told, later.follows);
      if (!inode || (later.same && later.same !== inode)) onLost(told);
      else if (!later.rights) inode.mode = (inode.mode & ~PERMISSIONS) | MADE_MODE;
      else if (!give(inode, later.rights, later, () => lookUp(told, true))) onLost(told);
    }
  };
  return {
    set,
    setMade: (told) => void list.set(ownBytes(told), { rights: null, member: 0, believed: MADE_MODE, follows: false, same: undefined }),
    repair,
    forget: (told) => void list.delete(told),
    apply,
  };
}

function rightsOf({ mode, uid, gid, mtime, extended, acl }: TarEntry): Rights {
  return { mode, uid, gid, mtime, extended, acl };
}

/**
 * @param follow what a symlink leads to, where one has taken the folder's place: Linux has no mode for it, and tar follows it then
 * @returns false where tar fails
 */
function give(inode: Inode, { mode, uid, gid, mtime, extended, acl }: Rights, { believed, same, member }: Later, follow: () => Inode | undefined): boolean {
  inode.uid = ownerOf(uid, inode.uid);
  inode.gid = ownerOf(gid, inode.gid);
  inode.seconds = mtime.seconds;
  inode.nanoseconds = mtime.nanoseconds;
  // Under another name it may have become a file, which keeps its contents.
  if (inode.type === 'directory') Object.assign(inode, { member, extended, acl });
  if (!same && believed === mode) return true;
  const changed = inode.type === 'symlink' ? follow() : inode;
  if (changed) changed.mode = mode;
  return changed !== undefined;
}

/** Folders whose ways are remembered: members of one lie together. */
const MOST_KNOWN = 1000;

/** What names stand for, as long as nothing moves. The way to a folder is gone once. */
function lookingUp(inodes: Inodes): (told: Told, follows: boolean) => Inode | undefined {
  const root: Place = { name: '', inode: inodes.root };
  const folders = new Map<Told, Place | undefined>();
  const find = (told: Told, last: 'follow' | 'keep'): Place | undefined => {
    const slash = told.lastIndexOf('/');
    const folder = folderAt(told.slice(0, slash));
    const place = folder && inodes.walk(told.slice(slash + 1), last, folder);
    return typeof place === 'object' ? place : undefined;
  };
  const folderAt = (told: Told): Place | undefined => {
    if (told === '.') return root;
    if (!folders.has(told)) {
      if (folders.size === MOST_KNOWN) folders.clear();
      const place = find(told, 'follow');
      folders.set(told, place?.inode.type === 'directory' ? place : undefined);
    }
    return folders.get(told);
  };
  return (told, follows) => find(told, follows ? 'follow' : 'keep')?.inode;
}

/** chown(2) takes this number for "leave it". */
export function ownerOf(id: number, now: number): number {
  return id === 0xffff_ffff ? now : id;
}
