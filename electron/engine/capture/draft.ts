import { randomUUID } from 'node:crypto';
import { closeSync, constants, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { cannotWrite } from '../../drives/archivePlace.ts';
import { describeExit, run } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { locateTool } from '../../run/tools.ts';
import { asCaller, type Caller } from '../caller.ts';
import { clearDrafts, makeDraft } from '../flash/draft.ts';

/**
 * An archive that is not complete yet. It has no name as long as its filesystem knows such files (open(2), `O_TMPFILE`): so nothing is left of it,
 * however we end. It belongs to the caller, for whom it is opened, and to nobody else: it holds what only root may read.
 */
export interface ArchiveDraft {
  readonly fd: number;
  /** Its folder, for fsync(2): who may write there may put another one in its place. */
  readonly folder: number;
  /** Gives it its name, with the caller's rights. @throws TarstrapError `archive-appeared`, and as {@link cannotWrite} */
  readonly publish: (replaces: boolean) => Promise<void>;
}

const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;
const MODE = 0o600;
/** Of filesystems and kernels that have none (open(2)). */
const UNKNOWN = ['EOPNOTSUPP', 'ENOTSUP', 'EISDIR', 'EINVAL', 'ENOENT'];

export async function openArchiveDraft(path: string, caller: Caller | null, scope: Scope): Promise<ArchiveDraft> {
  const folder = dirname(path);
  await clearDrafts(path, caller).catch((cause: unknown) => {
    throw cannotWrite(folder, cause);
  });
  const held = inFolder(folder, () => asCaller(caller, () => openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)));
  scope.defer('closing the folder of the archive', () => closeSync(held));
  const fd = (await canName(path, caller)) ? inFolder(folder, () => unnamed(folder, caller)) : undefined;
  if (fd === undefined) return { ...(await openNamed(path, caller, scope)), folder: held };
  scope.defer('closing the archive', () => closeSync(fd));
  return { fd, folder: held, publish: (replaces) => publishUnnamed(fd, path, replaces, caller) };
}

/** Whether a file without a name can be given one here, which takes a filesystem and a program that can: tried, before hours of work. */
async function canName(path: string, caller: Caller | null): Promise<boolean> {
  const fd = inFolder(dirname(path), () => unnamed(dirname(path), caller));
  if (fd === undefined) return false;
  const trial = partOf(path);
  try {
    await link(fd, trial, path, caller);
    return true;
  } catch {
    return false;
  } finally {
    closeSync(fd);
    asCaller(caller, () => rmSync(trial, { force: true }));
  }
}

function unnamed(folder: string, caller: Caller | null): number | undefined {
  try {
    return asCaller(caller, () => openSync(folder, O_TMPFILE | constants.O_RDWR, MODE));
  } catch (cause) {
    if (UNKNOWN.includes(errnoName(cause)) && asCaller(caller, () => statSync(folder, { throwIfNoEntry: false }))?.isDirectory()) return undefined;
    throw cause;
  }
}

function inFolder<T>(folder: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw cause instanceof TarstrapError ? cause : cannotWrite(folder, cause);
  }
}

async function publishUnnamed(fd: number, path: string, replaces: boolean, caller: Caller | null): Promise<void> {
  const name = replaces ? partOf(path) : path;
  await link(fd, name, path, caller);
  if (!replaces) return;
  try {
    inFolder(dirname(path), () => asCaller(caller, () => renameSync(name, path)));
  } catch (problem) {
    asCaller(caller, () => rmSync(name, { force: true }));
    throw problem;
  }
}

/** linkat(2) with `AT_SYMLINK_FOLLOW`, of what a descriptor has open: Node does not have it, and not every ln(1) follows it there. Constant text. */
const PYTHON = `
import os, sys
os.link('/proc/self/fd/0', sys.argv[1], src_dir_fd=os.open('/', os.O_RDONLY), follow_symlinks=True)
`;

async function link(fd: number, name: string, path: string, caller: Caller | null): Promise<void> {
  const program: Command = locateTool('python3')
    ? { tool: 'python3', args: ['-I', '-S', '-c', PYTHON, name] }
    : { tool: 'ln', args: ['--logical', '--no-target-directory', '--', '/proc/self/fd/0', name] };
  const { exitCode, signal, stderr } = await run({ ...program, stdin: fd, ...(caller ? { as: caller } : {}) });
  if (exitCode !== 0) throw notLinked(path, stderr.trim() || describeExit({ exitCode, signal }));
}

const partOf = (path: string): string => `${dirname(path)}/.${basename(path).slice(0, 50)}.${randomUUID().slice(0, 8)}.part`;

function notLinked(path: string, words: string): TarstrapError {
  if (words.includes('File exists')) return new TarstrapError('archive-appeared', { path });
  const code = /No space left|quota exceeded/.test(words)
    ? 'ENOSPC'
    : /Permission denied|not permitted/.test(words)
      ? 'EACCES'
      : /No such file/.test(words)
        ? 'ENOENT'
        : 'EIO';
  return cannotWrite(dirname(path), Object.assign(new Error(words), { code }));
}

async function openNamed(path: string, caller: Caller | null, scope: Scope): Promise<Omit<ArchiveDraft, 'folder'>> {
  const folder = dirname(path);
  let fd = -1;
  const create = (name: string): string => {
    fd = inFolder(folder, () => asCaller(caller, () => openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, MODE)));
    const own = fd;
    scope.defer('closing the archive', () => closeSync(own));
    return `/proc/${process.pid}/fd/${fd}`;
  };
  const { name } = await makeDraft(path, create, scope);
  scope.defer('removing the unfinished archive', () => asCaller(caller, () => rmSync(name, { force: true })));
  return { fd, publish: async (replaces) => inFolder(folder, () => asCaller(caller, () => giveName(name, path, replaces))) };
}

/** For what has another one until it is complete. @throws TarstrapError `archive-appeared` */
export function giveName(name: string, path: string, replaces: boolean): void {
  if (replaces) return renameSync(name, path);
  try {
    linkSync(name, path);
  } catch (cause) {
    if (errnoName(cause) === 'EEXIST') throw new TarstrapError('archive-appeared', { path }, undefined, { cause });
    // FAT has no second names.
    if (statSync(path, { throwIfNoEntry: false })) throw new TarstrapError('archive-appeared', { path }, undefined, { cause });
    renameSync(name, path);
  }
}
