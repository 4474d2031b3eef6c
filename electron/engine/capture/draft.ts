import { randomUUID } from 'node:crypto';
import { closeSync, constants, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { cannotWrite } from '../../drives/archivePlace.ts';
import { describeExit, run } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { clearDrafts, makeDraft } from '../flash/draft.ts';

/**
 * An archive that is not complete yet. It has no name as long as its filesystem knows such files (open(2), `O_TMPFILE`): so nothing is left of it,
 * however we end. It belongs to the caller, for whom it is opened, and to nobody else: it holds what only root may read.
 */
export interface ArchiveDraft {
  readonly fd: number;
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
  const fd = inFolder(folder, () => unnamed(folder, caller));
  if (fd === undefined) return openNamed(path, caller, scope);
  scope.defer('closing the archive', () => closeSync(fd));
  return { fd, publish: (replaces) => publishUnnamed(fd, path, replaces, caller) };
}

function unnamed(folder: string, caller: Caller | null): number | undefined {
  try {
    return asCaller(caller, () => openSync(folder, O_TMPFILE | constants.O_RDWR, MODE));
  } catch (cause) {
    if (UNKNOWN.includes(errnoName(cause)) && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
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

/** linkat(2) of what a descriptor has open, which Node does not have: ln(1) follows it there. */
async function publishUnnamed(fd: number, path: string, replaces: boolean, caller: Caller | null): Promise<void> {
  const name = replaces ? partOf(path) : path;
  const { exitCode, signal, stderr } = await run({
    tool: 'ln',
    args: ['--logical', '--no-target-directory', '--', '/proc/self/fd/0', name],
    stdin: fd,
    ...(caller ? { as: caller } : {}),
  });
  if (exitCode !== 0) throw notLinked(path, stderr.trim() || describeExit({ exitCode, signal }));
  if (replaces) inFolder(dirname(path), () => asCaller(caller, () => renameSync(name, path)));
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

async function openNamed(path: string, caller: Caller | null, scope: Scope): Promise<ArchiveDraft> {
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
  return { fd, publish: async (replaces) => inFolder(folder, () => asCaller(caller, () => rename(name, path, replaces))) };
}

function rename(name: string, path: string, replaces: boolean): void {
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
