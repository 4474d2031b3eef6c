import { lstatSync } from 'node:fs';
import type { ExpectedInode, ExpectedTree } from '../../archive/expected.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { openTurns } from '../../run/turns.ts';
import type { Job } from '../job.ts';
import { contrast } from './contrast.ts';
import { isForgiven, roomOf } from './forgive.ts';
import type { Mismatches } from './mismatches.ts';
import { readTree } from './packed.ts';
import { ACCESS, openAlbum, type Portrait } from './portrait.ts';
import { settle } from './settled.ts';
import { type FoundTree, isBelow, pathIn, shownName } from './tree.ts';

/** xattrs, ACLs and capabilities, which `tar --compare` does not look at (`signals.md` §5). */

/** What members were like right after tar had unpacked them. */
export interface Unpacked {
  readonly portraits: ReadonlyMap<string, Portrait>;
  /** tar was told to set ACLs, too. */
  readonly withAcls: boolean;
}

interface Kept {
  readonly root: string;
  /** Normalised, as the user's side has them. */
  readonly names: readonly string[];
  /** tar's, with which they were unpacked. */
  readonly options: readonly string[];
  readonly privileged: number;
}

/** Bytes of files that are worth reading for it. */
const MOST_READ = 64 * MiB;

/** Characters of attributes that are kept until then, and during a comparison: labels of a million files are a few hundred. */
const MOST_KEPT = MiB;
export const MOST_COMPARED = 256 * MiB;

/**
 * Keeps what the members with extended attributes are like now, for a comparison with what the medium gives back: it saves a
 * second pass over the archive. tar has set the attributes, or has said that it could not. Who named them is not trusted:
 * it counts only if they turn out to be those of the archive.
 */
export async function keepExtended({ root, names, options, privileged }: Kept, job: Job): Promise<Unpacked | undefined> {
  // What we have written to loses its capabilities; the others are nowhere but in the tree.
  const isOdd = (name: string): boolean => name === '' || name === 'etc/fstab' || name.split('/').includes('..');
  if (names.length === 0 || names.some(isOdd) || !options.includes('--xattrs')) return undefined;
  if (sizeOf(root, names) > MOST_READ) return undefined;
  const album = openAlbum(MOST_KEPT);
  await readTree({ root, names, privileged }, album, job);
  return album.portraits.size === names.length ? { portraits: album.portraits, withAcls: options.includes('--acls') } : undefined;
}

function sizeOf(root: string, names: readonly string[]): number {
  const size = (name: string): number => {
    try {
      return lstatSync(Buffer.from(`${root}/${name}`, 'latin1')).size;
    } catch {
      // Behind a link, which is not followed on our mounts, or not there at all.
      return Infinity;
    }
  };
  return names.reduce((sum, name) => sum + size(name), 0);
}

/** Files and folders with attributes, each by one of its names. */
export type WithAttributes = ReadonlyMap<string, ExpectedInode>;

/** FAT has none, and of a root that was given to root nothing is asked. */
export function withAttributes(paths: ExpectedTree['paths'], { fat, sealed }: FoundTree): WithAttributes {
  const seen = new Set<ExpectedInode>();
  const found = new Map<string, ExpectedInode>();
  for (const [name, inode] of paths) {
    if (!inode.extended || seen.has(inode) || isBelow(name, fat) || (name === '' && sealed)) continue;
    seen.add(inode);
    found.set(name, inode);
  }
  return found;
}

export interface ExtendedRequest {
  readonly members: WithAttributes;
  /** Folders that may have more than the archive gives them. */
  readonly mayHaveMore: (name: string) => boolean;
  /** What the archive says, or what was kept when it was unpacked: by name. */
  readonly expected: ReadonlyMap<string, Portrait>;
  readonly isKept: boolean;
  /** Attributes of the archive that take an administrator. */
  readonly privileged: number;
  /** The caller may not read what lies there: only what comes from his archive is named. */
  readonly isPrivate: boolean;
}

/** Packing them tells what is there. */
export async function compareExtended(root: string, request: ExtendedRequest, found: Mismatches, job: Job): Promise<void> {
  const { members, privileged } = request;
  const there = openAlbum(MOST_COMPARED);
  await readTree({ root, names: [...members.keys()], privileged }, there, job);
  const turns = openTurns(job.signal);
  const judge = judgeFor(root, request, job);
  for (const [name, inode] of members) {
    if (turns.isOver()) await turns.next();
    const what = judge(name, inode, there.portraits.get(name));
    if (what !== undefined && isThere(root, name)) found.add(shownName(name), what);
  }
}

function only(portrait: Portrait, wanted: Portrait): Portrait {
  return new Map([...portrait].filter(([name]) => wanted.has(name)));
}

/** Whether what was kept is of these members, and of nothing else, and tells all of them. */
export function isOf({ portraits, withAcls }: Unpacked, members: WithAttributes): boolean {
  // Of an ACL that is no more than a mode nothing is kept.
  const tells = ([name, { acl }]: readonly [string, ExpectedInode]): boolean =>
    portraits.has(name) && (!acl || (withAcls && portraits.get(name)?.has(ACCESS) === true));
  return portraits.size === members.size && [...members].every(tells);
}

type Judge = (name: string, inode: ExpectedInode, there: Portrait | undefined) => string | undefined;

function judgeFor(root: string, { expected, isKept, mayHaveMore, isPrivate: discreet }: ExtendedRequest, { losses }: Job): Judge {
  const room = roomOf(root);
  return (name, inode, there) => {
    const member = expected.get(name);
    if (!member || !there) return 'has extended attributes that cannot be compared';
    const { type } = inode;
    const { mode, attributes: wanted } = isKept ? { mode: undefined, attributes: member } : settle(member, inode);
    const shown = mode === undefined ? undefined : otherMode(root, name, inode, mode);
    const isLax = type === 'directory' && mayHaveMore(name);
    const isPlain = type === 'file' || type === 'directory';
    const others = contrast({
      expected: wanted,
      found: isLax ? only(there, wanted) : there,
      discreet,
      forgives: (attribute, isThere) => isForgiven({ name, expected: wanted, attribute, isThere, isPlain }, room, losses),
    });
    return [others, shown].filter((words) => words !== undefined).join(', ') || undefined;
  };
}

/** Where the mode is not told by the archive's header (`inode.ts`). */
function otherMode(root: string, name: string, { acl, type }: ExpectedInode, mode: number): string | undefined {
  const stat = acl && type !== 'symlink' ? lstatSync(pathIn(root, name), { throwIfNoEntry: false }) : undefined;
  const found = stat && stat.mode & 0o7777;
  return found === undefined || found === mode ? undefined : `has mode ${found.toString(8)} instead of ${mode.toString(8)}`;
}

/** What is missing has been said already. */
function isThere(root: string, name: string): boolean {
  return lstatSync(pathIn(root, name), { throwIfNoEntry: false }) !== undefined;
}
