import { lstatSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { errnoName } from '../../shared/errno.ts';
import { TarstrapError } from '../../shared/errors.ts';
import { hindranceOf } from '../../shared/hindrance.ts';

/** What a path means as a target. @throws TarstrapError `target-unseen`, `target-missing`; EACCES as the system says it */
export function placeOf(path: string): string {
  return realPath(resolve(path));
}

/**
 * Without symlinks; the path itself if nothing is there. A symlink to nothing is no name for a new file. By the C library,
 * which knows names that are not UTF-8: Node's own would look for what it has made of them.
 */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    if (isForbidden(cause)) throw cause;
    if (!isNothing(cause)) throw unseen(path, cause);
    if (isLink(path)) throw new TarstrapError('target-missing', { path }, undefined, { cause });
    return path;
  }
}

export function isForbidden(cause: unknown): boolean {
  return errnoName(cause) === 'EACCES';
}

export function isNothing(cause: unknown): boolean {
  return errnoName(cause) === 'ENOENT';
}

export function unseen(path: string, cause: unknown): TarstrapError {
  if (errnoName(cause) === 'ENOTDIR') return new TarstrapError('target-missing', { path }, undefined, { cause });
  const reason = hindranceOf(cause)?.what ?? `the system says ${errnoName(cause) || 'no'}`;
  return new TarstrapError('target-unseen', { path, reason }, undefined, { cause });
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
