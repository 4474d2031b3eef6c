import type { Readable } from 'node:stream';
import { ignoringZeros } from '../../shared/ending.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';
import { deviceLines } from '../../shared/fstab.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import { visible } from '../../shared/visible.ts';
import { start } from '../run/spawn.ts';
import { stop, stopOnAbort } from '../run/stop.ts';
import type { NamesSeen } from './aclNames.ts';
import { elfMachine } from './elf.ts';
import type { ExpectedInode } from './expected.ts';
import { archiveArgument } from './argument.ts';
import { type FeedRequest, feedArchive } from './feed.ts';
import { distributionName } from './osRelease.ts';
import { findPeople } from './people.ts';
import { findFile } from './tree.ts';

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

type Paths = ReadonlyMap<string, ExpectedInode>;

interface Sample {
  /** By the archive. */
  readonly called: string;
  readonly size: number;
  /** Number of its member. */
  readonly member: number;
  /** Which of those of its name. */
  readonly occurrence: number;
}

interface Samples {
  readonly osRelease: Sample | undefined;
  readonly fstab: Sample | undefined;
  readonly programs: readonly Sample[];
  readonly passwds: readonly Sample[];
  readonly groups: readonly Sample[];
}

function chooseSamples(paths: Paths, names: NamesSeen): Samples {
  const loaders = [...paths.keys()].filter((name) => LOADER.test(name));
  const programs = filesAt(paths, [...PROGRAMS, ...loaders])
    .filter(isSmall)
    .slice(0, MOST_PROGRAMS);
  return {
    osRelease: filesAt(paths, OS_RELEASES)[0],
    fstab: ownFstab(paths),
    programs,
    passwds: names.users.size > 0 ? filesAt(paths, PASSWDS) : [],
    groups: names.groups.size > 0 ? filesAt(paths, GROUPS) : [],
  };
}

/** The one that is amended: not where a symlink leads to it. */
function ownFstab(paths: Paths): Sample | undefined {
  return paths.get('etc/fstab')?.type === 'file' ? filesAt(paths, ['etc/fstab'])[0] : undefined;
}

const isSmall = ({ size }: Sample): boolean => size <= LARGEST_SMALL_FILE;

export type SampledFacts = Pick<ArchiveFacts, 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers'>;

/** Reads the samples in one pass, which ends as soon as it has them. What cannot be read is left out: it is not worth a failure. */
export async function readSamples(request: FeedRequest, paths: Paths, names: NamesSeen): Promise<SampledFacts> {
  const { osRelease, fstab, programs, passwds, groups } = chooseSamples(paths, names);
  const wanted = new Set([osRelease, fstab, ...programs, ...passwds, ...groups].filter((sample) => sample !== undefined).filter(isSmall));
  const contents = await readContents(request, [...wanted]);
  const bytesOf = ({ member }: Sample): Buffer => contents.get(member) ?? Buffer.alloc(0);
  const distribution = osRelease && (isSmall(osRelease) ? distributionName(bytesOf(osRelease).toString('utf8')) : TOO_LARGE);
  const machine = programs.map((sample) => elfMachine(bytesOf(sample))).find(Boolean);
  const fstabDevices = fstab ? namedDevices(bytesOf(fstab).toString('utf8')) : [];
  // In latin1 a name is what it is in the listing.
  const linesOf = (samples: readonly Sample[]): string[] => samples.map((sample) => bytesOf(sample).toString('latin1'));
  return {
    fstabDevices,
    ...findPeople(names, { users: linesOf(passwds), groups: linesOf(groups) }),
    ...(distribution ? { distribution: distribution.slice(0, 200) } : {}),
    ...(machine ? { machine } : {}),
  };
}

/** By the numbers of their members. Where a name comes again, the last is what will be there: that takes a pass of its own. */
async function readContents(request: FeedRequest, samples: readonly Sample[]): Promise<ReadonlyMap<number, Buffer>> {
  const contents = new Map<number, Buffer>();
  for (const occurrence of new Set(samples.map((sample) => sample.occurrence))) {
    const these = samples.filter((sample) => sample.occurrence === occurrence).toSorted((a, b) => a.member - b.member);
    for (const [member, bytes] of cut(await readMembers(request, these, occurrence), these)) contents.set(member, bytes);
  }
  return contents;
}

function namedDevices(fstab: string): string[] {
  return deviceLines(fstab, MOST_LINES).map((line) => visible(line).slice(0, LONGEST_LINE));
}

function filesAt(paths: Paths, wanted: readonly string[]): Sample[] {
  const names = new Set(wanted.map((path) => findFile(paths, path)).filter((name) => name !== undefined));
  return [...names].map((name) => sampleOf(name, paths.get(name))).filter(({ called, size }) => size > 0 && PLAIN_NAME.test(called));
}

function sampleOf(name: string, inode: ExpectedInode | undefined): Sample {
  return { called: inode?.called ?? `./${name}`, size: inode?.size ?? 0, member: inode?.member ?? 0, occurrence: inode?.occurrence ?? 1 };
}

/** The contents of the members, one after the other in archive order. */
async function readMembers(request: FeedRequest, samples: readonly Sample[], occurrence: number): Promise<Buffer> {
  const names = samples.map(({ called }) => called);
  const total = samples.reduce((sum, { size }) => sum + size, 0);
  await using feed = await feedArchive(request);
  const args = [
    '-xO',
    `--occurrence=${occurrence}`,
    '--no-wildcards',
    ...(request.ending ? ignoringZeros(request.ending) : []),
    '-f',
    await archiveArgument(request),
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

function cut(output: Buffer, samples: readonly Sample[]): ReadonlyMap<number, Buffer> {
  let offset = 0;
  return new Map(samples.map(({ member, size }) => [member, output.subarray(offset, (offset += size))]));
}
