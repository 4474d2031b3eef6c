import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ignoringZeros, limitOf } from '../../shared/ending.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';
import { deviceLines } from '../../shared/fstab.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import { visible } from '../../shared/visible.ts';
import { start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import type { NamesSeen } from './aclNames.ts';
import { elfMachine } from './elf.ts';
import { type FeedRequest, feedArchive } from './feed.ts';
import { distributionName } from './osRelease.ts';
import { findPeople } from './people.ts';
import { type Member, type Tree, findFile } from './tree.ts';

/**
 * A few members that are read for what they say about the system: its os-release and fstab, programs for their machine, and its users and
 * groups where ACLs name any.
 */

const OS_RELEASES = ['etc/os-release', 'usr/lib/os-release'];
const PROGRAMS = ['bin/sh', 'usr/bin/sh', 'bin/busybox', 'bin/bash', 'usr/lib/systemd/systemd', 'sbin/init'];
/** The second is where systems keep their own whose `/etc` is for the administrator's. */
const PASSWDS = ['etc/passwd', 'usr/lib/passwd'];
const GROUPS = ['etc/group', 'usr/lib/group'];
const LOADER = /^(?:usr\/)?lib\w*\/(?:[^/]+\/)?ld-[^/]*\.so[^/]*$/;
const MOST_PROGRAMS = 3;
/** Lines of an fstab, and characters of each (`shared/facts.ts`). */
const MOST_LINES = 32;
const LONGEST_LINE = 200;
/** Stands where the name would. */
const TOO_LARGE = `unknown distribution: its os-release is larger than ${LARGEST_SMALL_FILE / MiB} MiB`;
/** tar undoes backslashes in names on its command line, and an argument cannot hold bytes that are not UTF-8. */
const PLAIN_NAME = /^[\x20-\x5b\x5d-\x7e]+$/;

interface Samples {
  readonly osRelease: Member | undefined;
  readonly fstab: Member | undefined;
  readonly programs: readonly Member[];
  readonly passwds: readonly Member[];
  readonly groups: readonly Member[];
}

function chooseSamples(tree: Tree, names: NamesSeen): Samples {
  const loaders = [...tree.keys()].filter((name) => LOADER.test(name));
  const programs = filesAt(tree, [...PROGRAMS, ...loaders])
    .filter(isSmall)
    .slice(0, MOST_PROGRAMS);
  return {
    osRelease: filesAt(tree, OS_RELEASES)[0],
    fstab: ownFstab(tree),
    programs,
    passwds: names.users.size > 0 ? filesAt(tree, PASSWDS) : [],
    groups: names.groups.size > 0 ? filesAt(tree, GROUPS) : [],
  };
}

/** The one that is amended: not where a symlink leads to it. */
function ownFstab(tree: Tree): Member | undefined {
  const type = tree.get('etc/fstab')?.type;
  return type === 'file' || type === 'hardlink' ? filesAt(tree, ['etc/fstab'])[0] : undefined;
}

const isSmall = ({ size }: Member): boolean => size <= LARGEST_SMALL_FILE;

export type SampledFacts = Pick<ArchiveFacts, 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers'>;

/** Reads the samples in one pass, which ends as soon as it has them. What cannot be read is left out: it is not worth a failure. */
export async function readSamples(request: FeedRequest, tree: Tree, names: NamesSeen): Promise<SampledFacts> {
  const { osRelease, fstab, programs, passwds, groups } = chooseSamples(tree, names);
  const wanted = new Set([osRelease, fstab, ...programs, ...passwds, ...groups].filter((member) => member !== undefined).filter(isSmall));
  const contents = wanted.size === 0 ? new Map<Member, Buffer>() : cut(await readMembers(request, wanted), inArchiveOrder(tree, wanted));
  const textOf = (member: Member): string => contents.get(member)?.toString('utf8') ?? '';
  const distribution = osRelease && (isSmall(osRelease) ? distributionName(textOf(osRelease)) : TOO_LARGE);
  const machine = programs.map((member) => elfMachine(contents.get(member) ?? Buffer.alloc(0))).find(Boolean);
  const fstabDevices = fstab ? namedDevices(textOf(fstab)) : [];
  // In latin1 a name is what it is in the listing.
  const linesOf = (members: readonly Member[]): string[] => members.map((member) => contents.get(member)?.toString('latin1') ?? '');
  return {
    fstabDevices,
    ...findPeople(names, { users: linesOf(passwds), groups: linesOf(groups) }),
    ...(distribution ? { distribution: distribution.slice(0, 200) } : {}),
    ...(machine ? { machine } : {}),
  };
}

function namedDevices(fstab: string): string[] {
  return deviceLines(fstab, MOST_LINES).map((line) => visible(line).slice(0, LONGEST_LINE));
}

function filesAt(tree: Tree, paths: readonly string[]): Member[] {
  const found = paths.map((path) => findFile(tree, path)).filter((member) => member !== undefined);
  return [...new Set(found)].filter(({ name, size }) => size > 0 && PLAIN_NAME.test(name));
}

function inArchiveOrder(tree: Tree, wanted: ReadonlySet<Member>): Member[] {
  return [...tree.values()].filter((member) => wanted.has(member));
}

/** The contents of the members, one after the other in archive order. */
async function readMembers(request: FeedRequest, members: ReadonlySet<Member>): Promise<Buffer> {
  const names = [...members].map(({ name }) => name);
  const total = [...members].reduce((sum, { size }) => sum + size, 0);
  await using feed = await feedArchive(request);
  const args = [
    '-xO',
    '--occurrence=1',
    '--no-wildcards',
    ...(request.ending ? ignoringZeros(request.ending) : []),
    '-f',
    archiveArgument(request),
    '--',
    ...names,
  ];
  const tar = await start({ tool: 'tar', args, stdin: feed.stdin, stdout: 'pipe', tied: true, as: request.as });
  using _ = stopOnAbort(tar, request.signal);
  feed.release();
  tar.stderr.resume();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of tar.stdout as Readable as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= total) break;
  }
  stop(tar);
  await tar.exit;
  request.signal?.throwIfAborted();
  return Buffer.concat(chunks);
}

/**
 * The `-f` of a pass that skips contents. tar seeks over them only in a file that it has opened itself (`-f -` reads
 * all of it), so a plain archive is opened again through its descriptor, where its reader may do that.
 */
export function archiveArgument({ compression, ending, fd, as }: FeedRequest): string {
  if (compression !== 'none' || (ending && limitOf(ending) !== null)) return '-';
  const { uid, mode } = fstatSync(fd);
  return mode & (uid === as.uid ? 0o400 : 0o004) ? '/proc/self/fd/0' : '-';
}

function cut(output: Buffer, members: readonly Member[]): ReadonlyMap<Member, Buffer> {
  let offset = 0;
  return new Map(members.map((member) => [member, output.subarray(offset, (offset += member.size))]));
}
