import { accessSync, type BigIntStats, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoName } from '../../shared/errno.ts';
import { TarstrapError } from '../../shared/errors.ts';
import { hindranceOf } from '../../shared/hindrance.ts';
import { layoutBeside } from '../../shared/layoutBeside.ts';
import { isForDevices } from './imageFile.ts';
import { requireLegible } from './legible.ts';
import { ofSource } from './source.ts';

/** Where an archive is to be made. */
export interface ArchivePlace {
  /** Absolute; its folder is without symlinks. */
  readonly archive: string;
  /** A file is there that goes. */
  readonly replaces: boolean;
  /** So does the layout beside it. */
  readonly replacesLayout: boolean;
}

/**
 * Whoever asks must be able to make it himself. @param source which it must not be
 * @throws TarstrapError `archive-no-folder`, `archive-not-writable`, `archive-read-only`, `archive-not-a-name`, `archive-is-source`, `source-illegible`
 */
export function placeOfArchive(path: string, source: string): ArchivePlace {
  if (path === '-') throw new TarstrapError('archive-not-a-name', { path, what: 'standard output' });
  legible(path);
  if (path.endsWith('/')) throw new TarstrapError('archive-not-a-name', { path, what: 'the name of a folder' });
  const folder = folderOf(resolve(path));
  legible(folder);
  const archive = join(folder, basename(path));
  if (isForDevices(folder)) throw new TarstrapError('archive-not-a-name', { path: archive, what: 'a place for devices' });
  const there = look(archive, lstatSync);
  if (there && !there.isFile()) throw new TarstrapError('archive-not-a-name', { path: archive, what: kindOf(there) });
  if (there) requireReplaceable(there, folder);
  if (there && sameFile(there, look(source))) throw new TarstrapError('archive-is-source', { path: archive });
  return { archive, replaces: there !== undefined, replacesLayout: isThere(layoutBeside(archive), folder) };
}

/** @throws TarstrapError `archive-not-a-name`, `archive-not-writable` for what cannot go */
function isThere(layout: string, folder: string): boolean {
  const there = look(layout, lstatSync);
  if (!there) return false;
  if (!there.isFile()) throw new TarstrapError('archive-not-a-name', { path: layout, what: kindOf(there) });
  requireReplaceable(there, folder);
  return true;
}

function legible(path: string): void {
  try {
    requireLegible(path);
  } catch (problem) {
    throw ofSource(problem);
  }
}

/** @returns its real path, in which files can be made */
function folderOf(path: string): string {
  const folder = dirname(path);
  try {
    const real = realpathSync.native(folder);
    if (!statSync(real).isDirectory()) throw new TarstrapError('archive-no-folder', { folder });
    accessSync(real, constants.W_OK | constants.X_OK);
    return real;
  } catch (cause) {
    if (cause instanceof TarstrapError) throw cause;
    throw cannotWrite(folder, cause);
  }
}

/** A failed system call in the folder of the archive, in our words. */
export function cannotWrite(folder: string, cause: unknown): TarstrapError {
  const code = errnoName(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new TarstrapError('archive-no-folder', { folder }, undefined, { cause });
  if (code === 'EACCES' || code === 'EPERM') return new TarstrapError('archive-not-writable', { folder }, undefined, { cause });
  if (code === 'EROFS') return new TarstrapError('archive-read-only', { folder }, undefined, { cause });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new TarstrapError('archive-no-room', { folder }, undefined, { cause });
  if (code === 'EFBIG') return new TarstrapError('archive-too-large', { folder }, undefined, { cause });
  const reason = hindranceOf(cause)?.what ?? String(cause);
  return new TarstrapError('archive-not-written', { folder, reason }, String(cause), { cause });
}

/** In a sticky folder nobody else's file can go (unlink(2)). */
function requireReplaceable(there: BigIntStats, folder: string): void {
  const { mode, uid } = statSync(folder, { bigint: true });
  const own = BigInt(process.geteuid?.() ?? 0);
  if ((mode & 0o1000n) === 0n || own === 0n || [there.uid, uid].includes(own)) return;
  throw new TarstrapError('archive-not-writable', { folder });
}

function look(path: string, by: typeof lstatSync = statSync): BigIntStats | undefined {
  try {
    return by(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function sameFile(one: BigIntStats, other: BigIntStats | undefined): boolean {
  return other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

function kindOf(stat: BigIntStats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isSymbolicLink()) return 'a link';
  return stat.isBlockDevice() ? 'a drive' : 'no ordinary file';
}
