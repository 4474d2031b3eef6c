import type { ArchiveFacts } from '../../shared/facts.ts';
import type { EntryType, TarEnd, TarEntry } from './listing.ts';
import { NONE, oneMore } from './names.ts';

/** How many members there are, and how much room they take. */

export type Sizes = Pick<
  ArchiveFacts,
  'streamBytes' | 'unread' | 'entries' | 'contentBytes' | 'blockBytes' | 'inodes' | 'largestFile' | 'foreign' | 'extended' | 'acls' | 'unknownTypes'
>;

/** As far as members have come. */
export interface SizesSoFar extends Pick<Sizes, 'blockBytes'> {
  readonly members: number;
  /** Bytes of the stream before the last one. */
  readonly position: number;
}

export interface SizesFold {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  readonly soFar: () => SizesSoFar;
  /** A member that does not count. */
  readonly pass: (entry: TarEntry) => void;
  readonly finish: (end: TarEnd) => Sizes;
}

const BLOCK = 512;
const PAGE = 4096;
/** tar reads records of 20 blocks. */
const RECORD = 20 * BLOCK;
/** ext4 keeps the target of a shorter symlink in its inode. */
const FAST_SYMLINK = 60;

export function foldSizes(): SizesFold {
  const counts: Record<EntryType, number> = { file: 0, directory: 0, symlink: 0, hardlink: 0, character: 0, block: 0, fifo: 0 };
  const sums = { contentBytes: 0, blockBytes: 0, largestFile: 0, foreign: 0, extended: 0, acls: 0 };
  let unknownTypes = NONE;
  let previous: TarEntry | undefined;
  let position = 0;

  /** How much of a file is stored is known when the next header comes. */
  const close = (nextBlock: number | undefined): void => {
    if (previous) sums.blockBytes += blockBytesOf(previous, nextBlock);
  };
  const pass = (entry: TarEntry): void => {
    close(entry.block);
    position = (entry.block ?? 0) * BLOCK;
    previous = undefined;
  };
  const add = (entry: TarEntry): void => {
    pass(entry);
    previous = entry;
    counts[entry.type] += 1;
    if (entry.uid !== 0 || entry.gid !== 0) sums.foreign += 1;
    if (entry.extended) sums.extended += 1;
    if (entry.acl) sums.acls += 1;
    if (entry.unknown) unknownTypes = oneMore(unknownTypes, entry.name);
    if (entry.type !== 'file') return;
    sums.contentBytes += entry.size;
    sums.largestFile = Math.max(sums.largestFile, entry.size);
  };
  const finish = (end: TarEnd): Sizes => {
    close(end.block);
    position = end.block * BLOCK;
    const streamBytes = Math.ceil((end.blocks * BLOCK) / RECORD) * RECORD;
    return { ...sums, unknownTypes, streamBytes, unread: 0, ...countsOf(counts) };
  };
  const soFar = (): SizesSoFar => ({ blockBytes: sums.blockBytes, members: countsOf(counts).entries.total, position });
  return { add, soFar, pass, finish };
}

function countsOf(counts: Readonly<Record<EntryType, number>>): Pick<ArchiveFacts, 'entries' | 'inodes'> {
  const { file: files, directory: directories, symlink: symlinks, hardlink: hardLinks, character, block, fifo } = counts;
  const special = character + block + fifo;
  const inodes = files + directories + symlinks + special;
  return { entries: { total: inodes + hardLinks, files, directories, symlinks, hardLinks, special }, inodes };
}

/** Room on a filesystem with blocks of 4 KiB. Holes are not stored in the archive: the span to the next header shows them. */
function blockBytesOf({ type, size, block, linkTarget = '' }: TarEntry, nextBlock: number | undefined): number {
  if (type === 'directory') return PAGE;
  if (type === 'symlink') return linkTarget.length < FAST_SYMLINK ? 0 : PAGE;
  if (type !== 'file') return 0;
  const stored = block === undefined || nextBlock === undefined ? size : (nextBlock - block - 1) * BLOCK;
  return Math.ceil(Math.min(size, stored) / PAGE) * PAGE;
}
