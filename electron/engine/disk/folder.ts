import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { bindFolder } from './bind.ts';

/**
 * Opens a folder for its owner, and for root. In a folder that many may write in, as in `/var/tmp`, root would fill the
 * folders of others; and what it says of files that it compares is not for everybody either.
 *
 * @returns the folder, held open until the scope ends, as a path through its descriptor
 * @throws TarstrapError `target-not-yours`, `target-changed`
 */
export function holdFolder(path: string, caller: Caller | null, scope: Scope): { readonly fd: number; readonly at: string } {
  const fd = open(path, caller);
  scope.defer('closing the folder', () => closeSync(fd));
  if (caller && fstatSync(fd).uid !== caller.uid) throw new TarstrapError('target-not-yours', { path });
  return { fd, at: `/proc/${process.pid}/fd/${fd}` };
}

function open(path: string, caller: Caller | null): number {
  try {
    return asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-not-yours', { path }, undefined, { cause });
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') {
      throw new TarstrapError('target-changed', { path, what: 'there is no such folder now' }, undefined, { cause });
    }
    throw cause;
  }
}

/** A folder once more, read-only, and with links that are not followed: to be looked through while its owner may change it. */
export async function lookInto(folder: string, at: string, scope: Scope): Promise<string> {
  await bindFolder({ from: folder, at, options: 'ro,nosuid,nodev,noexec,nosymfollow' }, scope);
  return at;
}
