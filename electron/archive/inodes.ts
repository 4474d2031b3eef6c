import { TarstrapError } from '../../shared/errors.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import { type Inode, type Nowhere, type Place, plainFolder } from './inode.ts';
import { follow } from './walk.ts';

/** A filesystem that is being filled, as far as its kernel and tar look at it: names, and what each of them stands for. */

export interface Inodes {
  readonly root: Inode;
  /** What a normalised name without symlinks on the way stands for. */
  readonly at: (name: string) => Inode | undefined;
  /** Follows a path, from the root or another folder, as the kernel does (path_resolution(7)); `last`: what becomes of a symlink at its end, if no slash or dot is behind it. */
  readonly walk: (path: string, last: 'follow' | 'keep', from?: Place) => Place | Nowhere;
  /** What an archive itself needs for a long name (`LONG_NAME`): so many bytes more may be remembered. */
  readonly grant: (bytes: number) => void;
  /** @param name is kept (`ownBytes`) @throws TarstrapError `archive-folders-too-many` */
  readonly put: (folder: Place, name: string, inode: Inode) => undefined;
  /** The name goes; its inode may have others. */
  readonly remove: (folder: Place, name: string) => void;
  /** All of them, in the end; the root only where a member has named it. */
  readonly named: () => ReadonlyMap<string, Inode>;
}

/**
 * A few kilobytes of an archive may name folders in one another without end, or reach such by links. No system has many that no member of its own stands for:
 * there is room for so many bytes of names, for so many more with each name, and for what an archive itself needs for a long one.
 */
const ROOM = { base: 64 * MiB, aName: 1024 };
/** Bytes. Shorter ones matter only if they are those of folders. */
export const LONG_NAME = 512;
/** Beside the name itself, which tar's list of folders has once more (`laterFolders.ts`). */
const A_FOLDER = 200;

/** @param linkAt the target of a symlink that was there before: where it leads, a folder is taken to have been */
export function emptyInodes(linkAt?: (name: string) => string | undefined): Inodes {
  const root = plainFolder();
  const paths = new Map<string, Inode>();
  /** Links that were there before, as far as they were asked for; null: that name has been removed. */
  const before = new Map<string, Inode | null>();

  const earlier = (name: string): Inode | undefined => {
    const known = before.get(name);
    if (known !== undefined) return known ?? undefined;
    const linkTarget = linkAt?.(name);
    const link = linkTarget === undefined ? null : { ...plainFolder(), type: 'symlink' as const, linkTarget };
    before.set(name, link);
    return link ?? undefined;
  };
  const at = (name: string): Inode | undefined => (name === '' ? root : (paths.get(name) ?? (linkAt && earlier(name))));
  const count = (folder: Inode, more: number): void => void (folder.children = (folder.children ?? 0) + more);
  let room = ROOM.base;
  const grant = (bytes: number): void => void (room += bytes);
  const charge = (bytes: number): void => {
    room -= bytes;
    if (room + paths.size * ROOM.aName < 0) throw new TarstrapError('archive-folders-too-many');
  };
  const put = (folder: Place, name: string, inode: Inode): undefined => {
    if (inode.type === 'directory' || name.length > LONG_NAME) charge(A_FOLDER + 2 * name.length);
    count(folder.inode, 1);
    paths.set(name, inode);
  };
  const remove = (folder: Place, name: string): void => {
    if (paths.delete(name)) count(folder.inode, -1);
    else before.set(name, null);
  };
  const walk: Inodes['walk'] = (path, last, from = { name: '', inode: root }) =>
    follow({ at, put, isEarlier: (name) => !paths.has(name) && before.has(name) }, path, last, from);
  const named = (): ReadonlyMap<string, Inode> => (root.member === null ? paths : paths.set('', root));
  return { root, at, walk, grant, put, remove, named };
}
