import { lstatSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { AclNames, Compression, Ending } from '../../../shared/facts.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { readHeaders } from '../../archive/headers.ts';
import type { TarMember } from '../../archive/members.ts';
import { displayName, normaliseName } from '../../archive/names.ts';
import { readTar } from '../../archive/tarReader.ts';
import { together } from '../../run/together.ts';
import { openTurns } from '../../run/turns.ts';
import type { Job } from '../job.ts';
import { numbersOf } from './acl.ts';
import { contrast } from './contrast.ts';
import { isForgiven, roomOf } from './forgive.ts';
import type { Mismatches } from './mismatches.ts';
import { readTree } from './packed.ts';
import { openAlbum, type Portrait } from './portrait.ts';

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
const MOST_COMPARED = 256 * MiB;

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

export interface ExtendedRequest {
  readonly archiveFd: number;
  readonly compression: Compression;
  readonly ending: Ending;
  readonly archiveSize: number;
  /** What they were like when they had been unpacked: it saves reading the archive once more. */
  readonly unpacked?: Unpacked | undefined;
  readonly root: string;
  /** Attributes of the archive that take an administrator. */
  readonly privileged: number;
  /** Whom its ACLs name. */
  readonly people: AclNames;
  /** The caller may not read what lies there: only what comes from his archive is named. */
  readonly isPrivate: boolean;
}

/** A member that has extended attributes where the archive has it last. */
export interface ExtendedMember {
  /** As it stands in the archive. */
  readonly name: string;
  readonly acl: boolean;
  /** How often the archive has it. */
  readonly times: number;
}

/** Members by their normalised names. */
export type ExtendedMembers = ReadonlyMap<string, ExtendedMember>;

/** tar tells them of the tree, and their own headers of the archive: the last of each name is what is to be there. */
export async function compareExtended(request: ExtendedRequest, members: ExtendedMembers, found: Mismatches, job: Job): Promise<void> {
  const { root, unpacked, privileged } = request;
  const there = openAlbum(MOST_COMPARED);
  const [expected] = await together(
    unpacked && isOf(unpacked, members) ? unpacked.portraits : readArchive(request, members, job),
    readTree({ root, names: [...members.keys()], privileged }, there, job),
  );
  const turns = openTurns(job.signal);
  const judge = judgeFor(request, job);
  for (const [name, member] of members) {
    if (turns.isOver()) await turns.next();
    const what = judge(name, expected.get(name), there.portraits.get(name));
    if (what !== undefined && isThere(root, name)) found.add(displayName(member.name), what);
  }
}

function isOf({ portraits, withAcls }: Unpacked, members: ExtendedMembers): boolean {
  return (
    (withAcls || ![...members.values()].some(({ acl }) => acl)) && portraits.size === members.size && [...members.keys()].every((name) => portraits.has(name))
  );
}

type Judge = (name: string, expected: Portrait | undefined, there: Portrait | undefined) => string | undefined;

function judgeFor({ root, isPrivate: discreet }: ExtendedRequest, { losses }: Job): Judge {
  const room = roomOf(root);
  return (name, expected, there) => {
    if (!expected || !there) return 'has extended attributes that cannot be compared';
    return contrast({
      expected,
      found: there,
      discreet,
      forgives: (attribute, isThere) => isForgiven({ name, expected, attribute, isThere, isPlain: isPlain(root, name) }, room, losses),
    });
  };
}

function isPlain(root: string, name: string): boolean {
  const stat = lstatSync(Buffer.from(`${root}/${name}`, 'latin1'), { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() || stat.isDirectory();
}

/** What is missing has been said already. */
function isThere(root: string, name: string): boolean {
  return lstatSync(Buffer.from(`${root}/${name}`, 'latin1'), { throwIfNoEntry: false }) !== undefined;
}

/** Until every one of the members has come by as often as the first pass saw it. */
async function readArchive(request: ExtendedRequest, members: ExtendedMembers, job: Job): Promise<ReadonlyMap<string, Portrait>> {
  const album = openAlbum(MOST_COMPARED, numbersOf(request.people));
  let wanted = [...members.values()].reduce((sum, { times }) => sum + times, 0);
  const { archiveFd: fd, compression, ending, archiveSize } = request;
  const see = ({ name: raw, attributes }: TarMember): void => {
    const name = normaliseName(raw);
    if (!members.has(name)) return;
    wanted -= 1;
    album.add(name, attributes);
  };
  const reader = readTar(see, { ignoresZeros: ending.tars > 1 });
  const onStart = (position: () => number): void => {
    job.meter.follow(position);
    job.meter.watch({ archiveSize, pass: { index: 1, of: 2 } });
  };
  const source = await readHeaders(
    { fd, compression, ending, folder: job.folder, signal: job.signal, as: job.reader },
    { reader, isEnough: () => wanted <= 0, onStart },
  );
  if (!source.ok) throw new TarstrapError('archive-damaged', { path: 'the archive' }, source.detail);
  return album.portraits;
}
