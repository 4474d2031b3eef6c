import { closeSync, openSync, truncateSync, writeFileSync } from 'node:fs';
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

/**
 * xattrs, ACLs and capabilities, which `tar --compare` does not look at (`signals.md` §5). The members that have some
 * are unpacked once more onto a scratch filesystem in memory; then tar packs them from there and from the target, and
 * the two streams must be the same to the byte: pax headers hold every attribute.
 */
export async function compareExtended(request: CompareRequest, entries: readonly TarEntry[], found: Mismatches, job: Job): Promise<void> {
  await using scope = new Scope();
  const scratch = await makeScratch(entries, job, scope);
  const list = `${job.folder}/extended`;
  // As the archive names them for unpacking; below the tree, and nowhere else, for packing.
  writeList(
    list,
    entries.map(({ name }) => name),
  );
  await unpackListed(request, list, scratch.tree, job);
  writeList(list, entries.map(inTree));
  if (await isSamePacked(request.root, scratch, list, job)) return;
  const culprit = await firstDifference(request.root, scratch, list, entries, job);
  found.add(culprit ? displayName(culprit.name) : 'some members', 'has other extended attributes (xattrs, ACLs or capabilities)');
}

const ATTRIBUTES = ['--acls', '--xattrs', '--xattrs-include=*', '--numeric-owner'];
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

async function unpackListed(request: CompareRequest, list: string, into: string, job: Job): Promise<void> {
  await using feed = await feedArchive({ fd: request.archiveFd, compression: request.compression, folder: job.folder, signal: job.signal });
  job.meter.follow(feed.position);
  job.meter.watch({ archiveSize: request.archiveSize, pass: { index: 1, of: 2 } });
  const unpacking = start({
    tool: 'tar',
    args: ['-x', '-p', '--same-owner', ...ATTRIBUTES, '--delay-directory-restore', ...LISTED(list), '-f', '-'],
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
  const args = ['-c', '--format=posix', '--pax-option=delete=atime,delete=ctime,delete=mtime', ...ATTRIBUTES, ...LISTED(list), '-f', '-'];
  const tar = await start({ tool: 'tar', args, stdout, cwd: root, tied: true });
  tar.stderr.resume();
  return tar;
}

async function isSamePacked(target: string, scratch: Scratch, list: string, job: Job): Promise<boolean> {
  const fd = openSync(scratch.packed, 'w', 0o600);
  const expected = await (await pack(scratch.tree, list, fd)).exit;
  closeSync(fd);
  const pipe = await openPipe(job.folder);
  const starting = pack(target, list, pipe.writeEnd);
  const comparing = start({ tool: 'cmp', args: ['--silent', '-', scratch.packed], stdin: pipe.readEnd, tied: true });
  pipe[Symbol.dispose]();
  const [tar, cmp] = await Promise.all([starting, comparing]);
  cmp.stderr.resume();
  using _ = stopOnAbort(cmp, job.signal);
  const exits = await Promise.all([tar.exit, cmp.exit]);
  job.signal.throwIfAborted();
  return [expected, ...exits].every((exit) => exit.exitCode === 0);
}

async function firstDifference(target: string, scratch: Scratch, list: string, entries: readonly TarEntry[], job: Job): Promise<TarEntry | undefined> {
  for (const entry of entries.slice(0, 1000)) {
    writeList(list, [inTree(entry)]);
    if (!(await isSamePacked(target, scratch, list, job))) return entry;
  }
  return undefined;
}
