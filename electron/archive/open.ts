import { type BigIntStats, closeSync, constants, fstatSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import type { FileIdentity } from '../../shared/facts.ts';
import { errnoName } from '../../shared/errno.ts';
import { hindranceOf } from '../../shared/hindrance.ts';
import type { Bytes } from './container/bytes.ts';
import { elsewhere } from './elsewhere.ts';

/** An archive that somebody holds open: whatever happens to its name, this is the file that was looked at. */
export interface HeldArchive {
  readonly fd: number;
  readonly identity: FileIdentity;
}

/** One that we hold open. */
export interface OpenArchive extends HeldArchive, Disposable {}

/**
 * Opens a file for reading. The identity has the real path, without symlinks.
 * @throws TarstrapError `archive-missing`, `archive-elsewhere`, `archive-not-utf8`, `archive-unreadable`, `archive-unseen`, `archive-io` or `archive-not-a-file`
 */
export function openArchive(path: string): OpenArchive {
  const problem = elsewhere(path);
  if (problem) throw problem;
  // Looked at before it is opened: opening a FIFO waits for a writer, and opening a tape rewinds it.
  requireFile(
    path,
    describing(path, () => statSync(path, { bigint: true })),
  );
  const fd = describing(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    requireFile(path, fstatSync(fd, { bigint: true }));
    const identity = identityOf(fd);
    requireUtf8(identity);
    return { fd, identity, [Symbol.dispose]: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Identity of an open file, as it is now. */
export function identityOf(fd: number): FileIdentity {
  const { dev, ino, size, mtimeNs } = fstatSync(fd, { bigint: true });
  return { path: readlinkSync(`/proc/self/fd/${fd}`), dev: `${dev}`, ino: `${ino}`, size: Number(size), mtimeNs: `${mtimeNs}` };
}

/** Whether that file is still there under its name, as it was. Opens nothing. */
export function isUnchanged(path: string, { dev, ino, size, mtimeNs }: FileIdentity): boolean {
  try {
    const now = statSync(path, { bigint: true });
    return `${now.dev}` === dev && `${now.ino}` === ino && Number(now.size) === size && `${now.mtimeNs}` === mtimeNs;
  } catch {
    return false;
  }
}

/** What an archive is called. */
export function nameOf({ fd, path }: { readonly fd: number; readonly path?: string }): string {
  return path ?? identityOf(fd).path;
}

/** A second descriptor of the same inode, at offset 0: dup(2) would share the offset, and Node has no lseek(2). */
export function reopen(fd: number): number {
  return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY);
}

/** To be read here and there, without moving the descriptor's offset. Reading throws TarstrapError `archive-io`. */
export function bytesOf({ fd, identity: { path, size } }: HeldArchive): Bytes {
  const at = (position: number, length: number, into?: Buffer): Buffer => {
    const buffer = into ?? Buffer.allocUnsafe(length);
    let filled = 0;
    for (let got = 1; got > 0 && filled < length; filled += got) {
      got = describing(path, () => readSync(fd, buffer, filled, length - filled, position + filled));
    }
    return buffer.subarray(0, filled);
  };
  return { size, at };
}

/** A failed open(2), stat(2) or read(2) of the archive, in our words; any other error as it is. */
export function archiveError(path: string, error: unknown): unknown {
  const code = errnoName(error);
  const missing = path.includes(REPLACED) ? 'archive-not-utf8' : 'archive-missing';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new TarstrapError(missing, { path }, undefined, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new TarstrapError('archive-unreadable', { path }, undefined, { cause: error });
  const hindrance = hindranceOf(error);
  if (hindrance) return new TarstrapError(hindrance.isMedium ? 'archive-io' : 'archive-unseen', { path, reason: hindrance.what }, undefined, { cause: error });
  return error;
}

/** What Node makes of bytes that are not UTF-8; it stands in a few real names, too. */
const REPLACED = '\ufffd';

/** An archive can be opened by a relative path, or through a link, and yet have a path that nobody can be told. */
function requireUtf8({ path, dev, ino }: FileIdentity): void {
  if (!path.includes(REPLACED)) return;
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (`${found?.dev}` !== dev || `${found?.ino}` !== ino) throw new TarstrapError('archive-not-utf8', { path });
}

function describing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw archiveError(path, error);
  }
}

function requireFile(path: string, stats: BigIntStats): void {
  if (!stats.isFile()) throw new TarstrapError('archive-not-a-file', { path, what: kindOf(stats) });
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isBlockDevice()) return 'a drive';
  if (stats.isCharacterDevice()) return 'a device';
  return stats.isFIFO() ? 'a pipe' : 'a socket';
}
