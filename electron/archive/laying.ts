import type { LayingProblem } from '../../shared/facts.ts';
import { type Inode, type Nowhere, type Place, plainFolder } from './inode.ts';
import { emptyInodes, type Inodes, LONG_NAME } from './inodes.ts';
import { type LaterFolders, laterFolders, ownerOf, type Told, toldName } from './laterFolders.ts';
import type { TarEntry } from './listing.ts';
import { childOf, ownBytes } from './names.ts';
import { findFolders, type Folders } from './onTheWay.ts';
import { isPayload } from './recognise.ts';
import { findTargets, type Targets } from './targets.ts';

/** One member after the other, as tar lays it (extract.c, `extract_archive`). */

export interface Ground {
  readonly inodes: Inodes;
  readonly later: LaterFolders;
  readonly folders: Folders;
  readonly targets: Targets;
}

export function emptyGround(linkAt?: (name: string) => string | undefined): Ground {
  const inodes = emptyInodes(linkAt);
  const later = laterFolders(inodes);
  return { inodes, later, folders: findFolders(inodes, later.setMade), targets: findTargets(inodes) };
}

/** Bytes of a path, without the zero at its end (`PATH_MAX`). */
const LONGEST_PATH = 4095;

/** The kernel's device numbers have twelve and twenty bits (`MINORBITS` in its kdev_t.h). */
const LARGEST_MAJOR = 2 ** 12 - 1;
const LARGEST_MINOR = 2 ** 20 - 1;

const PROBLEMS: Readonly<Record<Nowhere, LayingProblem>> = {
  missing: 'not-a-folder',
  'not-a-folder': 'not-a-folder',
  'too-long': 'name-too-long',
  outside: 'leads-outside',
};

type Outcome = LayingProblem | 'link-kept' | undefined;

/** A member, and where it goes. */
interface Laying {
  readonly entry: TarEntry;
  readonly member: number;
  readonly told: Told;
  readonly folder: Place;
  /** Without symlinks on the way. */
  readonly name: string;
}

/** @returns what is worth telling: why tar fails, or that a symlink stayed where a folder was to be */
export function lay(ground: Ground, entry: TarEntry, member: number): Outcome {
  const told = toldName(entry.name);
  if (told.length > LONGEST_PATH) return 'name-too-long';
  if ((entry.linkTarget ?? '').length > LONGEST_PATH) return 'target-too-long';
  if (told.length > LONG_NAME) ground.inodes.grant(2 * told.length);
  const spot = ground.folders.spot(told);
  if (typeof spot === 'string') return PROBLEMS[spot];
  const { folder, base, made } = spot;
  if (base === '') return layDot(ground, { entry, member, told, folder, name: folder.name }, made);
  const laying: Laying = { entry, member, told, folder, name: ownBytes(childOf(folder.name, base)) };
  if (entry.type === 'directory') return layFolder(ground, laying);
  return entry.type === 'hardlink' ? layHardLink(ground, laying) : layOther(ground, laying, entry.type);
}

/** At a name such as `d/.`, which stands for a folder in any case. */
function layDot({ later, targets }: Ground, { entry, member, told, folder: { inode } }: Laying, made: Told | undefined): Outcome {
  if (entry.type === 'hardlink' && isAt(targets.at(entry.linkTarget ?? ''), inode)) return undefined;
  if (entry.type !== 'directory') return 'folder-in-the-way';
  if (made !== undefined) return later.repair(made, inode, entry, member);
  return later.set(told, { inode, made: false, entry, member });
}

function layFolder(ground: Ground, laying: Laying): Outcome {
  const { inodes, later } = ground;
  const { entry, member, told, folder, name } = laying;
  const there = inodes.at(name);
  if (there?.type === 'directory') return later.set(told, { inode: there, made: false, entry, member });
  const behind = there?.type === 'symlink' ? inodes.walk(name, 'follow') : undefined;
  if (behind === 'outside') return 'leads-outside';
  if (typeof behind === 'object' && behind.inode.type === 'directory') return 'link-kept';
  clear(ground, laying);
  const inode = { ...plainFolder(), mode: entry.mode & 0o700 };
  inodes.put(folder, name, inode);
  return later.set(told, { inode, made: true, entry, member });
}

function layHardLink(ground: Ground, laying: Laying): Outcome {
  const { inodes, targets } = ground;
  const target = laying.entry.linkTarget ?? '';
  const original = targets.at(target);
  if (typeof original === 'string') return original === 'too-long' ? 'target-too-long' : 'link-target-missing';
  const there = inodes.at(laying.name);
  if (there === original.inode) return undefined;
  if (original.inode.type === 'directory') return 'link-to-a-folder';
  if (!clear(ground, laying)) return 'folder-in-the-way';
  // What was in the way may have been on the way to the original.
  if (there && typeof targets.at(target) === 'string') return 'link-target-missing';
  return inodes.put(laying.folder, laying.name, original.inode);
}

function layOther(ground: Ground, laying: Laying, type: Inode['type']): Outcome {
  const { entry, folder, name } = laying;
  if (type === 'symlink' && entry.linkTarget === '') return 'link-without-target';
  if (entry.device && (entry.device.major > LARGEST_MAJOR || entry.device.minor > LARGEST_MINOR)) return 'device-out-of-range';
  if (!clear(ground, laying)) return 'folder-in-the-way';
  return ground.inodes.put(folder, name, inodeOf(laying, type));
}

/** Takes away what is in the way. @returns false for a folder that is not empty */
function clear({ inodes, later, folders, targets }: Ground, { told, folder, name }: Laying): boolean {
  const inode = inodes.at(name);
  if (!inode) return true;
  const isFolder = inode.type === 'directory';
  if (isFolder && (inode.children ?? 0) > 0) return false;
  inodes.remove(folder, name);
  if (isFolder) later.forget(told);
  if (!isFolder && inode.type !== 'symlink') return true;
  folders.forget();
  targets.forget();
  return true;
}

const isAt = (place: Place | Nowhere, inode: Inode): boolean => typeof place === 'object' && place.inode === inode;

function inodeOf({ entry, member, name: laidAt }: Laying, type: Inode['type']): Inode {
  const { name, mode, uid, gid, size, mtime, linkTarget, device, extended, acl } = entry;
  const plain = {
    type,
    // Linux knows no other for a symlink.
    mode: type === 'symlink' ? 0o777 : mode,
    uid: ownerOf(uid, 0),
    gid: ownerOf(gid, 0),
    size,
    seconds: mtime.seconds,
    nanoseconds: mtime.nanoseconds,
    member,
  };
  if (type === 'file' && !extended && !isPayload(name)) return plain;
  const called = entry.called ?? (isPlainly(name, laidAt) ? undefined : name);
  return { ...plain, linkTarget, device, extended, acl, called: isPayload(name) ? called : undefined };
}

/** Whether it is `./` and the other. */
function isPlainly(name: string, laidAt: string): boolean {
  return name.length === laidAt.length + 2 && name.startsWith('./') && name.endsWith(laidAt);
}
