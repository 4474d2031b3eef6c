import { lstatSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { ignoringZeros } from '../../../shared/ending.ts';
import { recordSize } from '../../../shared/plan/make.ts';
import { feedArchive } from '../../archive/feed.ts';
import { otherCulprit } from '../../archive/culprit.ts';
import { identityOf } from '../../archive/open.ts';
import { parseDifference, parseEntry, type TarEntry } from '../../archive/listing.ts';
import { displayName, normaliseName } from '../../archive/names.ts';
import { describeExit } from '../../run/run.ts';
import { Scope } from '../../run/scope.ts';
import { capabilitiesTo, openCell } from '../extract/cell.ts';
import { failureOf, Log } from '../extract/messages.ts';
import type { Job } from '../job.ts';
import { runSession } from '../session/session.ts';
import { TAR } from '../session/tools.ts';
import { compareInode } from './attributes.ts';
import { compareExtended, type ExtendedMember, type ExtendedRequest } from './extended.ts';
import { findExtras } from './extras.ts';
import { uncoverFstab } from './fstab.ts';
import { followFstabLinks } from './fstabLinks.ts';
import type { Mismatches } from './mismatches.ts';

export interface CompareRequest extends ExtendedRequest {
  readonly streamBytes: number;
  /** Whether members with extended attributes are to be expected: they take a second pass, unless they were kept. */
  readonly extended: boolean;
  /** Our lines may be in /etc/fstab: they are taken out before the comparison. */
  readonly amended: boolean;
  /** Of the archive's own, if it has one. */
  readonly fstabBytes: number | null;
  /** Nothing but the archive can be there, so everything else is reported. */
  readonly isFresh: boolean;
  /** Folders on FAT, relative to the root. */
  readonly fat: readonly string[];
  /** The root itself was given to root, whatever the archive says of it. */
  readonly sealed: boolean;
}

/** Every member's line as it comes by, and content, hard links and sparse files compared by tar itself. */
const ARGS = [
  '-d',
  '--totals=SIGUSR1',
  '--totals',
  '-vv',
  '--numeric-owner',
  '--full-time',
  '--quoting-style=c',
  '--acls',
  '--xattrs',
  '--xattrs-include=*',
  '--warning=no-timestamp',
  '--warning=no-unknown-keyword',
  '-f',
  '-',
];

/**
 * One pass over the archive: `tar --compare` reads every file of the tree, and each member's inode is compared as its
 * line goes by. Then what tar cannot see: extended attributes, and files that should not be there.
 */
export async function compareTree(request: CompareRequest, found: Mismatches, job: Job): Promise<{ entries: number; extended: number }> {
  await using covers = new Scope();
  const original = request.amended ? await uncoverFstab({ root: request.root, bytes: request.fstabBytes }, job, covers) : undefined;
  const links = followFstabLinks();
  /** How often each is there. */
  const names = new Map<string, number>();
  const extended = new Map<string, ExtendedMember>();
  // By name: where an archive has a member twice, tar unpacks the later one over the earlier, and only that one counts.
  const differences = new Map<string, Difference[]>();
  const isAmended = original !== undefined;
  const see = (entry: TarEntry): void => {
    const name = normaliseName(entry.name);
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    if (isBehindLink(request.root, name)) return;
    links.see(entry, name);
    if (entry.extended && entry.type !== 'hardlink' && !isBelow(name, request.fat)) extended.set(name, { name: entry.name, acl: entry.acl, times });
    else extended.delete(name);
    differences.delete(name);
    for (const what of inodeDifferences(entry, name, { ...request, amended: isAmended })) differ(entry.name, what);
  };
  const differ = (raw: string, what: string): void => {
    const name = normaliseName(raw);
    if (isAmended && links.isExpected(name, what)) return;
    differences.set(name, [...(differences.get(name) ?? []), { name: displayName(raw), what }]);
  };
  await runCompare(request, { see, differ, differs: () => differences.size > 0 }, job);
  for (const { name, what } of [...differences.values()].flat()) found.add(name, what);
  if (isAmended) links.compare(request.root, original, found);
  // The cover of /etc/fstab has its contents only.
  await covers[Symbol.asyncDispose]();
  if (extended.size > 0) await compareExtended(request, extended, found, job);
  if (request.isFresh) await findExtras(request, { names: names.keys(), ours: [...(original === '' ? ['etc/fstab'] : []), ...request.fat] }, found, job.signal);
  return { entries: names.size, extended: extended.size };
}

/** Links are not followed on the mounts that we look through: of a member behind one there is tar's word only. */
function isBehindLink(root: string, name: string): boolean {
  try {
    lstatSync(Buffer.from(`${root}/${name}`, 'latin1'), { throwIfNoEntry: false });
    return false;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOOP') return true;
    throw cause;
  }
}

function inodeDifferences(entry: TarEntry, name: string, request: CompareRequest): string[] {
  if (name === '' && request.sealed) return [];
  const path = Buffer.from(`${request.root}/${name}`, 'latin1');
  const differences = compareInode(entry, path, isBelow(name, request.fat));
  return request.amended && name === 'etc/fstab' ? differences.filter((what) => !what.includes('modification time')) : differences;
}

export function isBelow(name: string, folders: readonly string[]): boolean {
  return folders.some((folder) => name === folder || name.startsWith(`${folder}/`));
}

interface Difference {
  readonly name: string;
  readonly what: string;
}

interface Listener {
  readonly see: (entry: TarEntry) => void;
  readonly differ: (rawName: string, what: string) => void;
  readonly differs: () => boolean;
}

async function runCompare(request: CompareRequest, { see, differ, differs }: Listener, job: Job): Promise<void> {
  const log = new Log();
  const { archiveFd: fd, compression, ending } = request;
  await using feed = await feedArchive({ fd, compression, ending, folder: job.folder, signal: job.signal, as: job.reader });
  job.meter.follow(feed.position);
  job.meter.watch({
    archiveSize: request.archiveSize,
    streamBytes: request.streamBytes,
    isPlain: compression === 'none',
    pass: { index: 0, of: request.extended && !request.unpacked ? 2 : 1 },
  });
  await using cells = new Scope();
  const within = await openCell({ into: request.root, folder: job.folder, nested: true, readOnly: true, capabilities: capabilitiesTo('look', 0) }, cells);
  const session = runSession({
    tool: TAR,
    command: { ...within({ tool: 'tar', args: [...ARGS, ...recordSize(compression), ...ignoringZeros(ending)] }), stdin: feed.stdin },
    signal: job.signal,
    onReport: (position) => job.meter.tarAt(position),
    onLine: (line) => log.add(line),
    onOutput: (line) => {
      const entry = parseEntry(line);
      if (entry) return see(entry);
      const difference = parseDifference(line);
      if (difference && !isOurs(difference.what)) differ(difference.name, difference.what);
    },
  });
  feed.release();
  const [exit, source] = await Promise.all([session, feed.finished]);
  const isDone = source.ok && (exit.exitCode === 0 || exit.exitCode === 1);
  if (isDone) return;
  const { path } = identityOf(fd);
  const problem = await otherCulprit({ fd, path, position: feed.position(), words: [...log.lines, source.detail].join('\n') });
  if (problem) throw problem;
  if (!source.ok) throw new TarstrapError('archive-damaged', { path }, source.detail);
  const code = failureOf(log.lines);
  if (code === 'drive-io') throw new TarstrapError('drive-io', { path: 'the target' }, log.text);
  if (!differs()) throw new TarstrapError('step-failed', { step: 'Comparing with the archive' }, log.text || describeExit(exit));
}

/** Differences that {@link compareInode} finds by itself, and knows when to forgive. */
function isOurs(what: string): boolean {
  return /^(Mode|Uid|Gid|Mod time|Size|Symlink|Device number|File type) differs$/.test(what);
}
