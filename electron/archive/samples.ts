import { type ArchiveFacts, LONGEST_SHOWN } from '../../shared/facts.ts';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';
import { deviceLines } from '../../shared/fstab.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import { visible } from '../../shared/visible.ts';
import type { NamesSeen } from './aclNames.ts';
import { type SampledBoot, takeBootSamples } from './bootSamples.ts';
import { ELF_HEAD, elfMachine } from './elf.ts';
import type { ExpectedInode } from './expected.ts';
import { type Kept, keepTexts } from './keepTexts.ts';
import type { TarEntry } from './listing.ts';
import type { Taker } from './members.ts';
import { distributionName } from './osRelease.ts';
import { findPeople } from './people.ts';
import { findFile } from './tree.ts';

/**
 * What members say of the system by their contents: its os-release and fstab, programs for their machine, and its users and groups. Which
 * ones count is known when all have come by, and where the links lead: until then everything is kept that may be one of them.
 */

const OS_RELEASES = ['etc/os-release', 'usr/lib/os-release'];
const PROGRAMS = ['bin/sh', 'usr/bin/sh', 'bin/busybox', 'bin/bash', 'usr/lib/systemd/systemd', 'sbin/init'];
/** The second is where systems keep their own whose `/etc` is for the administrator's. */
const PASSWDS = ['etc/passwd', 'usr/lib/passwd'];
const GROUPS = ['etc/group', 'usr/lib/group'];
const LOADER = /^(?:usr\/)?lib\w*\/(?:[^/]+\/)?ld-[^/]*\.so[^/]*$/;
/** What one of these, or what a link leads to that is called so, is called. */
const TEXT = /(?:os-release|fstab|passwd|group)[^/]*$/;
/** Lines of an fstab, and characters of each (`shared/facts.ts`). */
const MOST_LINES = 32;
/** Stands where the name would. */
const TOO_LARGE = `unknown distribution: its os-release is larger than ${LARGEST_SMALL_FILE / MiB} MiB`;
/** Bytes of all texts that are kept. */
const MOST_BYTES = LARGEST_SMALL_FILE;

type Paths = ReadonlyMap<string, ExpectedInode>;

export type SampledFacts = Pick<ArchiveFacts, 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers'> & {
  readonly boot: SampledBoot;
};

export interface Samples {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  /** Of the member before. */
  readonly contentsTo: () => Taker | undefined;
  /** @param names whom ACLs name */
  readonly result: (paths: Paths, names: NamesSeen) => SampledFacts;
}

export function takeSamples(): Samples {
  const texts = keepTexts(MOST_BYTES);
  const machines = keepMachines();
  const boot = takeBootSamples();
  let member = -1;
  let current: TarEntry | undefined;

  const add = (entry: TarEntry): void => {
    member += 1;
    current = entry;
    boot.add(entry);
  };
  const contentsTo = (): Taker | undefined => {
    if (current?.type !== 'file') return undefined;
    const taker = boot.taker(member);
    if (taker) return taker;
    if (TEXT.test(current.name)) return texts.taker(current, member);
    return isExecutable(current) ? machines.taker(member) : undefined;
  };
  const result = (paths: Paths, names: NamesSeen): SampledFacts => {
    const [osRelease] = filesAt(paths, OS_RELEASES);
    const [fstab] = paths.get('etc/fstab')?.type === 'file' ? filesAt(paths, ['etc/fstab']) : [];
    const distribution = osRelease && (osRelease.size > LARGEST_SMALL_FILE ? TOO_LARGE : distributionName(texts.of(osRelease).toString('utf8')));
    const machine = filesAt(paths, [...PROGRAMS, ...loadersIn(paths)])
      .map(machines.of)
      .find(Boolean);
    // In latin1 a name is what it is in the ACL.
    const linesOf = (wanted: readonly string[]): string[] => filesAt(paths, wanted).map((file) => texts.of(file).toString('latin1'));
    return {
      boot: boot.result(paths),
      fstabDevices: fstab ? namedDevices(texts.of(fstab).toString('utf8')) : [],
      ...findPeople(names, { users: linesOf(PASSWDS), groups: linesOf(GROUPS) }),
      ...(distribution ? { distribution: distribution.slice(0, 200) } : {}),
      ...(machine ? { machine } : {}),
    };
  };
  return { add, contentsTo, result };
}

/** The others are no programs. */
const isExecutable = ({ mode }: TarEntry): boolean => (mode & 0o111) !== 0;

function loadersIn(paths: Paths): string[] {
  const found: string[] = [];
  for (const name of paths.keys()) if (LOADER.test(name)) found.push(name);
  return found;
}

function namedDevices(fstab: string): string[] {
  return deviceLines(fstab, MOST_LINES).map((line) => visible(line).slice(0, LONGEST_SHOWN));
}

function filesAt(paths: Paths, wanted: readonly string[]): ExpectedInode[] {
  const names = wanted.map((path) => findFile(paths, path)).filter((name) => name !== undefined);
  return [...new Set(names.map((name) => paths.get(name)))].filter((inode) => inode !== undefined);
}

/** A byte for each member up to the last program. */
function keepMachines(): Kept<string | undefined> & { readonly taker: (member: number) => Taker } {
  const names: string[] = [''];
  let machines = new Uint8Array(1024);
  const keep = (member: number, machine: string): void => {
    if (!names.includes(machine)) names.push(machine);
    if (member >= machines.length) machines = grown(machines, member + 1);
    machines[member] = names.indexOf(machine);
  };
  let current = 0;
  const take = (head: Buffer, position: number): void => {
    const machine = position === 0 ? elfMachine(head) : undefined;
    if (machine) keep(current, machine);
  };
  const taker = (member: number): Taker => {
    current = member;
    return { most: ELF_HEAD, take };
  };
  return { taker, of: ({ member }) => names[machines[member ?? 0] ?? 0] };
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
