import { type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import type { LeftOut, Sieve } from '../../../shared/capture/leaveOut.ts';
import type { EntryType } from '../../archive/listing.ts';
import { SAFELY } from '../../run/smallFile.ts';
import { openTurns } from '../../run/turns.ts';
import { pathIn } from '../verify/tree.ts';
import type { SourceTree } from './source.ts';

/** What is on the source, in the order in which it is packed: a folder before what is in it, and names sorted by their bytes. */

/** One name. */
export interface Seen {
  /** Relative to the root, which has none; a byte string. */
  readonly name: string;
  readonly type: EntryType;
  readonly stat: BigIntStats;
  /** Of a link; of a hard link the name that it was seen by first. */
  readonly target: string | undefined;
}

export interface Walker {
  readonly onSeen: (seen: Seen) => void;
  readonly onLeftOut: (kind: LeftOut, bytes: number) => void;
  /** A filesystem or a subvolume of its own: what is in it is not captured. */
  readonly onElsewhere: (name: string) => void;
  /** tar packs none. */
  readonly onSocket: (name: string) => void;
  /** @param reason the system's error */
  readonly onUnreadable: (name: string, reason: string) => void;
  readonly onGone: (name: string) => void;
  /** Between two turns: when it is to go on. */
  readonly onTurn: () => Promise<void>;
}

export interface WalkRequest extends Pick<SourceTree, 'root' | 'volumes'> {
  readonly sieve: Sieve;
  /** Swap files are left out. */
  readonly leavesSwap: boolean;
  /** An inode that is not looked at: the archive that is being made. */
  readonly except: Pick<BigIntStats, 'dev' | 'ino'>;
  readonly signal: AbortSignal;
}

interface Folder {
  readonly name: string;
  readonly dev: bigint;
  readonly inside: readonly string[];
  next: number;
}

/** Looks at every name once. Links are not followed. */
export async function walk(request: WalkRequest, walker: Walker): Promise<void> {
  const { signal } = request;
  const look = openLook(request, walker);
  const turns = openTurns(signal);
  const top = look('');
  const stack: Folder[] = top ? [top] : [];
  for (let folder = stack.at(-1); folder; folder = stack.at(-1)) {
    if (turns.isOver()) {
      await turns.next();
      await walker.onTurn();
    }
    const inside = folder.inside[folder.next];
    folder.next += 1;
    if (inside === undefined) stack.pop();
    else {
      const below = look(folder.name === '' ? inside : `${folder.name}/${inside}`, folder.dev);
      if (below) stack.push(below);
    }
  }
  await walker.onTurn();
}

/** @returns what tells of one name, and the folder that it is, if it is one to be gone into */
function openLook(request: WalkRequest, walker: Walker): (name: string, above?: bigint) => Folder | undefined {
  const { root, volumes, except } = request;
  const typeOf = openTypes(new Map());
  const see = (name: string, path: Buffer, stat: BigIntStats): boolean => {
    const { type, target: first } = typeOf(name, stat);
    const target = type === 'symlink' ? attempt(name, walker, () => readlinkSync(path, 'latin1')) : first;
    if (type === 'symlink' && target === undefined) return false;
    walker.onSeen({ name, type, stat, target });
    return type === 'directory';
  };
  return (name, above) => {
    const path = pathIn(root, name);
    const stat = attempt(name, walker, () => lstatSync(path, { bigint: true }));
    if (!stat || (stat.dev === except.dev && stat.ino === except.ino) || staysOut(name, path, stat, request, walker)) return undefined;
    if (!see(name, path, stat)) return undefined;
    const isElsewhere = above !== undefined && above !== stat.dev && !volumes.includes(name);
    if (isElsewhere) walker.onElsewhere(name);
    const inside = isElsewhere ? undefined : attempt(name, walker, () => readdirSync(path, 'latin1').sort());
    return inside && { name, dev: stat.dev, inside, next: 0 };
  };
}

function staysOut(name: string, path: Buffer, stat: BigIntStats, { sieve, leavesSwap }: WalkRequest, walker: Walker): boolean {
  const kind = sieve(name, stat.isDirectory()) ?? (leavesSwap && isSwap(path, stat) ? 'swap' : undefined);
  if (kind) walker.onLeftOut(kind, Number(stat.blocks) * 512);
  else if (stat.isSocket()) walker.onSocket(name);
  return kind !== undefined || stat.isSocket();
}

type Kind = Pick<Seen, 'type' | 'target'>;

/** As tar has them: of several names of an inode the first is the file, whatever that is. */
function openTypes(linked: Map<string, string>): (name: string, stat: BigIntStats) => Kind {
  return (name, stat) => {
    if (stat.isDirectory()) return { type: 'directory', target: undefined };
    if (stat.nlink > 1n) {
      const key = `${stat.dev}:${stat.ino}`;
      const first = linked.get(key);
      if (first !== undefined) return { type: 'hardlink', target: first };
      linked.set(key, name);
    }
    return { type: plainType(stat), target: undefined };
  };
}

function plainType(stat: BigIntStats): EntryType {
  if (stat.isFile()) return 'file';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  return stat.isBlockDevice() ? 'block' : 'character';
}

function attempt<T>(name: string, { onUnreadable, onGone }: Walker, look: () => T): T | undefined {
  try {
    return look();
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') onGone(name);
    else onUnreadable(name, code);
    return undefined;
  }
}

/** mkswap(8) leaves this at the end of the first page, which has 4, 16 or 64 KiB (`union swap_header`, linux/swap.h). */
const SWAP = 'SWAPSPACE2';
const PAGES = [4096, 16_384, 65_536];

/** swapon(8) insists that nobody but root can read one. */
function isSwap(path: Buffer, stat: BigIntStats): boolean {
  if (!stat.isFile() || stat.uid !== 0n || (stat.mode & 0o077n) !== 0n || stat.size < 40_960n) return false;
  try {
    const fd = openSync(path, constants.O_RDONLY | SAFELY);
    try {
      return PAGES.some((page) => textAt(fd, page - SWAP.length) === SWAP);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Whoever packs it will say so.
    return false;
  }
}

function textAt(fd: number, position: number): string {
  const text = Buffer.alloc(SWAP.length);
  return text.toString('latin1', 0, readSync(fd, text, 0, text.length, position));
}
