import type { EntryType } from './listing.ts';
import { components, parentOf } from './names.ts';
import type { TarTime } from './tarTime.ts';

/** A filesystem that is being filled, as far as its kernel and tar look at it: names, and what each of them stands for. */

/** What one inode is to be once all members were laid. Names of one hard-link group have the same object. */
export interface ExpectedInode {
  readonly type: Exclude<EntryType, 'hardlink'>;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** As the archive lists it. */
  readonly size: number;
  readonly mtime: TarTime;
  readonly linkTarget?: string | undefined;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  readonly extended: boolean;
  readonly acl: boolean;
  /**
   * Number of the member, counted from 0, that its contents, metadata and attributes come from. null: a folder that no member names,
   * which tar makes by itself; then only its type is told.
   */
  readonly member: number | null;
  /** What that member calls a file, where this is not `./` and the name that it was laid at. */
  readonly called?: string | undefined;
  /** Which of the members with its name it is, where it is not the first. */
  readonly occurrence?: number | undefined;
}

export type Inode = { -readonly [K in keyof ExpectedInode]: ExpectedInode[K] } & { /** Of a folder. */ children: number };

/** Why a path leads nowhere; `outside`: out of the target, where it depends on the machine what is there. */
export type Nowhere = 'missing' | 'not-a-folder' | 'too-long' | 'outside';

/** A normalised name without symlinks on the way to it, and what is there. */
export interface Place {
  readonly name: string;
  readonly inode: Inode;
}

export interface Inodes {
  readonly root: Inode;
  /** What a normalised name without symlinks on the way stands for. */
  readonly at: (name: string) => Inode | undefined;
  /** Follows a path, from the root or another folder, as the kernel does (path_resolution(7)); `last`: what becomes of a symlink at its end, if no slash or dot is behind it. */
  readonly walk: (path: string, last: 'follow' | 'keep', from?: Place) => Place | Nowhere;
  readonly put: (folder: Place, name: string, inode: Inode) => undefined;
  /** The name goes; its inode may have others. */
  readonly remove: (folder: Place, name: string) => void;
  /** All of them, in the end; the root only where a member has named it. */
  readonly named: () => ReadonlyMap<string, Inode>;
}

/** Linux follows 40 symlinks and then gives up. */
const MOST_LINKS = 40;
/** Bytes of a name on any filesystem that Tarstrap makes. */
export const LONGEST_NAME = 255;
/** Where something is in tar's cell (`engine/extract/cell.ts`); other absolute links lead nowhere in there. */
const IN_CELL = /^\/+(?:(?:\.|\.\.|usr|bin|sbin|lib|lib32|lib64|target)(?:\/|$)|$)/;

const NEVER: TarTime = { seconds: 0, nanoseconds: 0 };

/** A folder that tar makes on the way, with what the engine's umask leaves it. */
export function plainFolder(): Inode {
  return { type: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, mtime: NEVER, extended: false, acl: false, member: null, children: 0 };
}

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
  const put = (folder: Place, name: string, inode: Inode): undefined => {
    folder.inode.children += 1;
    paths.set(name, inode);
  };
  const remove = (folder: Place, name: string): void => {
    if (paths.delete(name)) folder.inode.children -= 1;
    else before.set(name, null);
  };
  const walk = (path: string, last: 'follow' | 'keep', from: Place = { name: '', inode: root }): Place | Nowhere => {
    const todo = components(path).toReversed();
    const isFolder = /\/\.?$/.test(path);
    let [here, links, isAssumed]: [Place, number, boolean] = [from, 0, false];
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      if (here.inode.type !== 'directory') return 'not-a-folder';
      if (part === '..' && here.name === '') return 'outside';
      if (part.length > LONGEST_NAME) return 'too-long';
      const name = part === '..' ? parentOf(here.name) : childOf(here.name, part);
      const found: Inode | undefined = at(name) ?? (isAssumed ? plainFolder() : undefined);
      if (!found) return 'missing';
      if (found.type !== 'symlink' || (last === 'keep' && !isFolder && todo.length === 0)) {
        if (isAssumed && !at(name)) put(here, name, found);
        here = { name, inode: found };
        continue;
      }
      const target = found.linkTarget ?? '';
      if (target.startsWith('/')) return IN_CELL.test(target) ? 'outside' : 'missing';
      links += 1;
      if (links > MOST_LINKS) return 'not-a-folder';
      isAssumed ||= before.has(name) && !paths.has(name);
      todo.push(...components(target).toReversed());
    }
    return isFolder && here.inode.type !== 'directory' ? 'not-a-folder' : here;
  };
  const named = (): ReadonlyMap<string, Inode> => (root.member === null ? paths : paths.set('', root));
  return { root, at, walk, put, remove, named };
}

export function childOf(folder: string, base: string): string {
  return folder === '' ? base : `${folder}/${base}`;
}
