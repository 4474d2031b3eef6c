import type { ArchiveFacts, Tally } from '../../shared/facts.ts';
import { foldBoot, isKernelName } from './boot.ts';
import type { EntryType, TarEnd, TarEntry } from './listing.ts';
import { exampleOf, normaliseName } from './names.ts';
import type { Member, Tree } from './tree.ts';
import { searchUnsafe } from './unsafe.ts';

/** Everything that the listing of an archive tells. */
export type ListedFacts = Omit<ArchiveFacts, 'file' | 'compression' | 'distribution' | 'machine'>;

export interface FactsFold {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  readonly finish: (end: TarEnd) => ListedFacts;
  /** Complete after `finish`. Of several members with one name it has the first. */
  readonly tree: Tree;
}

const BLOCK = 512;
const PAGE = 4096;
/** tar reads records of 20 blocks. */
const RECORD = 20 * BLOCK;
/** ext4 keeps the target of a shorter symlink in its inode. */
const FAST_SYMLINK = 60;
const MOST_KERNELS = 8;

/** Folds members into facts, one at a time: what is kept of each is its name, type, size and link. */
export function foldFacts(): FactsFold {
  const tree = new Map<string, Member>();
  const unsafe = searchUnsafe();
  const boot = foldBoot();
  const counts: Record<EntryType, number> = { file: 0, directory: 0, symlink: 0, hardlink: 0, character: 0, block: 0, fifo: 0 };
  const sums = { contentBytes: 0, blockBytes: 0, largestFile: 0, extended: 0 };
  const kernels: string[] = [];
  const absolute: string[] = [];
  let previous: TarEntry | undefined;

  /** How much of a file is stored is known when the next member begins. */
  const close = (nextBlock: number | undefined): void => {
    if (previous) sums.blockBytes += blockBytesOf(previous, nextBlock);
    previous = undefined;
  };

  const add = (entry: TarEntry): void => {
    close(entry.block);
    previous = entry;
    const name = normaliseName(entry.name);
    counts[entry.type] += 1;
    if (entry.extended) sums.extended += 1;
    if (entry.type === 'file') sums.contentBytes += entry.size;
    if (entry.type === 'file') sums.largestFile = Math.max(sums.largestFile, entry.size);
    if (entry.name.startsWith('/')) absolute.push(entry.name);
    if (entry.type === 'file' && kernels.length < MOST_KERNELS && isKernelName(name)) kernels.push(exampleOf(name));
    boot.add(entry, name);
    if (entry.type === 'symlink') unsafe.addSymlink(entry.name, entry.linkTarget ?? '');
    else unsafe.add(entry.name, entry.type === 'hardlink' ? entry.linkTarget : undefined);
    if (!tree.has(name)) tree.set(name, memberOf(entry));
  };

  const finish = (end: TarEnd): ListedFacts => {
    close(end.block);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return {
      ...sums,
      streamBytes: Math.ceil(((end.block + 1) * BLOCK) / RECORD) * RECORD,
      entries: {
        total,
        files: counts.file,
        directories: counts.directory,
        symlinks: counts.symlink,
        hardLinks: counts.hardlink,
        special: counts.character + counts.block + counts.fifo,
      },
      inodes: total - counts.hardlink,
      kernels,
      rootFilesystem: isRootFilesystem(tree),
      hasFstab: tree.has('etc/fstab'),
      boot: boot.result(),
      absolute: tallyOf(absolute),
      unsafe: unsafe.result(tree),
    };
  };
  return { add, finish, tree };
}

/** Room on a filesystem with blocks of 4 KiB. Holes are not stored in the archive, so they show in the span to the next header. */
function blockBytesOf({ type, size, block, linkTarget = '' }: TarEntry, nextBlock: number | undefined): number {
  if (type === 'directory') return PAGE;
  if (type === 'symlink') return linkTarget.length < FAST_SYMLINK ? 0 : PAGE;
  if (type !== 'file') return 0;
  const stored = block === undefined || nextBlock === undefined ? size : (nextBlock - block - 1) * BLOCK;
  return Math.ceil(Math.min(size, stored) / PAGE) * PAGE;
}

function memberOf({ name, type, size, linkTarget }: TarEntry): Member {
  return { name, type, size, ...(linkTarget === undefined ? {} : { linkTarget }) };
}

/** Also of an archive that lists no folders, only what is in them. */
function isRootFilesystem(tree: Tree): boolean {
  const tops = new Set([...tree.keys()].flatMap((name) => [/^[^/]+/, /^[^/]+\/[^/]+/].map((top) => top.exec(name)?.[0])));
  const has = (...names: readonly string[]): boolean => names.some((name) => tops.has(name));
  return has('etc') && has('bin', 'usr/bin') && has('lib', 'usr/lib', 'sbin', 'usr/sbin');
}

function tallyOf(names: readonly string[]): Tally {
  const [first] = names;
  return first === undefined ? { count: 0 } : { count: names.length, example: exampleOf(first) };
}
