import { closeSync, lstatSync, openSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { feedArchive } from '../../archive/feed.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { displayName, normaliseName } from '../../archive/names.ts';
import { openPipe } from '../../run/pipe.ts';
import { describeExit, runStep } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { type Running, start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { attachLoop } from '../disk/loop.ts';
import { diskFolder, memoryFolder } from '../disk/room.ts';
import { mount } from '../disk/mount.ts';
import { bytesAvailable } from '../disk/sysfs.ts';
import type { Job } from '../job.ts';
import type { CompareRequest } from './compare.ts';
import type { Mismatches } from './mismatches.ts';

/** Members packed with all their attributes, right after tar had unpacked them. */
export interface Unpacked {
  /** Normalised. */
  readonly names: ReadonlySet<string>;
  /** tar was told to set ACLs, too. */
  readonly withAcls: boolean;
  /** The stream that tar packed. */
  readonly packed: string;
  /** Their names for tar, in the order of the stream. */
  readonly list: string;
}

interface Kept {
  readonly root: string;
  /** Normalised, as the user's side has them. */
  readonly names: readonly string[];
  /** tar's, with which they were unpacked. */
  readonly options: readonly string[];
}

/** In memory; more is compared the long way. */
const MOST_UNPACKED = 64 * MiB;

/**
 * Keeps what the members with extended attributes are like now, for a comparison with what the medium gives back: it saves a
 * second pass over the archive. tar has set the attributes, or has said that it could not. Who named them is not trusted:
 * it counts only if they turn out to be those of the archive.
 */
export async function keepExtended({ root, names, options }: Kept, job: Job): Promise<Unpacked | undefined> {
  // Our lines are in one of these; the others are nowhere but in the tree.
  const isOdd = (name: string): boolean => name === '' || name === 'etc/fstab' || name.split('/').includes('..');
  if (names.length === 0 || names.some(isOdd) || !options.includes('--xattrs')) return undefined;
  const { bavail, bsize } = statfsSync(job.folder);
  if (sizeOf(root, names) > Math.min(MOST_UNPACKED, (bavail * bsize) / 4)) return undefined;
  const list = `${job.folder}/unpacked-names`;
  const packed = `${job.folder}/unpacked`;
  writeList(
    list,
    names.map((name) => `./${name}`),
  );
  if (await packTo(packed, root, list)) return { names: new Set(names), withAcls: options.includes('--acls'), packed, list };
  rmSync(packed, { force: true });
  return undefined;
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

/**
 * xattrs, ACLs and capabilities, which `tar --compare` does not look at (`signals.md` §5). tar packs the members that have
 * some from the target, and the stream must be the same to the byte as another one, because pax headers hold every
 * attribute: as the one of when they were unpacked, or else as that of the same members, unpacked once more onto a scratch
 * filesystem in memory.
 */
export async function compareExtended(request: CompareRequest, entries: readonly TarEntry[], found: Mismatches, job: Job): Promise<void> {
  const { root, unpacked } = request;
  if (unpacked && isOf(unpacked, entries) && (await isSamePacked(root, unpacked, job))) return;
  await using scope = new Scope();
  const scratch = await makeScratch(entries, job, scope);
  const list = `${job.folder}/extended`;
  // As the archive names them for unpacking; below the tree, and nowhere else, for packing.
  writeList(
    list,
    entries.map(({ name }) => name),
  );
  await unpackListed(request, { list, acls: entries.some(({ acl }) => acl) ? ['--acls'] : [] }, scratch.tree, job);
  if (await isSame(root, scratch, list, entries, job)) return;
  const culprit = await firstDifference(root, scratch, list, entries, job);
  found.add(culprit ? displayName(culprit.name) : 'some members', 'has other extended attributes (xattrs, ACLs or capabilities)');
}

function isOf({ names, withAcls }: Unpacked, entries: readonly TarEntry[]): boolean {
  return (withAcls || !entries.some(({ acl }) => acl)) && names.size === entries.length && entries.every(({ name }) => names.has(normaliseName(name)));
}

const XATTRS = ['--xattrs', '--xattrs-include=*', '--numeric-owner'];
const LISTED = (list: string): string[] => ['--no-recursion', '--null', '--verbatim-files-from', `--files-from=${list}`];

interface Scratch {
  /** The members, unpacked afresh. */
  readonly tree: string;
  /** Room for the stream that tar packs from there. */
  readonly packed: string;
}

async function makeScratch(entries: readonly TarEntry[], job: Job, scope: Scope): Promise<Scratch> {
  const bytes = Math.ceil(entries.reduce((sum, entry) => sum + entry.size + 16384, 0) * 1.2 + 64 * MiB);
  const memory = await roomyFolder(2 * bytes, job, scope);
  const image = `${memory}/image`;
  closeSync(openSync(image, 'wx', 0o600));
  truncateSync(image, Math.ceil((bytes * 1.5) / MiB) * MiB);
  const device = await attachLoop({ file: image }, scope);
  await runStep('Making a scratch filesystem', {
    tool: 'mkfs.ext4',
    args: ['-q', '-F', '-b', '4096', '-I', '256', '-N', String(entries.length * 4 + 1024), device],
  });
  const at = `${job.folder}/scratch`;
  await mount({ device, at, filesystem: 'ext4', options: 'rw,nodev,nosuid,noexec,noatime' }, scope);
  return { tree: at, packed: `${memory}/packed` };
}

/** An absolute name would make tar pack the file of this machine. */
function inTree({ name }: TarEntry): string {
  return `./${normaliseName(name)}`;
}

/** In memory where that is plenty, else on disk. */
async function roomyFolder(bytes: number, job: Job, scope: Scope): Promise<string> {
  if (bytes < bytesAvailable() / 2) return memoryFolder({ at: `${job.folder}/scratch-memory`, bytes }, scope);
  return diskFolder(scope);
}

function writeList(path: string, names: readonly string[]): void {
  writeFileSync(path, Buffer.concat(names.map((name) => Buffer.from(`${name}\0`, 'latin1'))));
}

interface Listed {
  readonly list: string;
  /** As the members were unpacked at first (`shared/plan/make.ts`). */
  readonly acls: readonly string[];
}

async function unpackListed(request: CompareRequest, { list, acls }: Listed, into: string, job: Job): Promise<void> {
  await using feed = await feedArchive({ fd: request.archiveFd, compression: request.compression, folder: job.folder, signal: job.signal, as: job.reader });
  job.meter.follow(feed.position);
  job.meter.watch({ archiveSize: request.archiveSize, pass: { index: 1, of: 2 } });
  const unpacking = start({
    tool: 'tar',
    args: ['-x', '-p', '--same-owner', ...XATTRS, ...acls, '--delay-directory-restore', ...LISTED(list), '-f', '-'],
    stdin: feed.stdin,
    cwd: into,
    tied: true,
  });
  feed.release();
  const tar = await unpacking;
  let words = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)));
  const [exit] = await Promise.all([tar.exit, feed.finished]);
  job.signal.throwIfAborted();
  if (exit.exitCode !== 0) throw new TarstrapError('step-failed', { step: 'Unpacking extended attributes for comparison' }, words || describeExit(exit));
}

/** Packs the listed members of a tree, with every attribute and nothing that differs by time of day. */
async function pack(root: string, list: string, stdout: number): Promise<Running> {
  const args = ['-c', '--format=posix', '--pax-option=delete=atime,delete=ctime,delete=mtime', '--acls', ...XATTRS, ...LISTED(list), '-f', '-'];
  const tar = await start({ tool: 'tar', args, stdout, cwd: root, tied: true });
  tar.stderr.resume();
  return tar;
}

/** @returns whether tar could pack all of them */
async function packTo(path: string, root: string, list: string): Promise<boolean> {
  const fd = openSync(path, 'w', 0o600);
  try {
    return (await (await pack(root, list, fd)).exit).exitCode === 0;
  } finally {
    closeSync(fd);
  }
}

async function isSame(target: string, { tree, packed }: Scratch, list: string, entries: readonly TarEntry[], job: Job): Promise<boolean> {
  writeList(list, entries.map(inTree));
  return (await packTo(packed, tree, list)) && (await isSamePacked(target, { packed, list }, job));
}

async function isSamePacked(target: string, { packed, list }: Pick<Unpacked, 'packed' | 'list'>, job: Job): Promise<boolean> {
  const pipe = await openPipe(job.folder);
  const starting = pack(target, list, pipe.writeEnd);
  const comparing = start({ tool: 'cmp', args: ['--silent', '-', packed], stdin: pipe.readEnd, tied: true });
  pipe[Symbol.dispose]();
  const [tar, cmp] = await Promise.all([starting, comparing]);
  cmp.stderr.resume();
  using _ = stopOnAbort(cmp, job.signal);
  const exits = await Promise.all([tar.exit, cmp.exit]);
  job.signal.throwIfAborted();
  return exits.every((exit) => exit.exitCode === 0);
}

async function firstDifference(target: string, scratch: Scratch, list: string, entries: readonly TarEntry[], job: Job): Promise<TarEntry | undefined> {
  for (const entry of entries.slice(0, 1000)) if (!(await isSame(target, scratch, list, [entry], job))) return entry;
  return undefined;
}
