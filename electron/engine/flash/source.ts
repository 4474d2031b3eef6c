import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { FileIdentity } from '../../../shared/facts.ts';
import { archiveError } from '../../archive/open.ts';
import { asCaller, type Caller } from '../caller.ts';
import type { Scope } from '../../run/scope.ts';

/**
 * Opens the archive with the caller's rights and proves that it is the file that was inspected.
 * @throws TarstrapError `archive-missing`, `archive-unreadable`, `archive-changed`, `archive-io`
 */
export function openInspected(identity: FileIdentity, caller: Caller | null, scope: Scope): number {
  const { path } = identity;
  const fd = open(path, caller);
  scope.defer('closing the archive', () => closeSync(fd));
  const stat = fstatSync(fd, { bigint: true });
  const same =
    String(stat.dev) === identity.dev && String(stat.ino) === identity.ino && Number(stat.size) === identity.size && String(stat.mtimeNs) === identity.mtimeNs;
  if (!stat.isFile() || !same) throw new TarstrapError('archive-changed', { path });
  return fd;
}

function open(path: string, caller: Caller | null): number {
  try {
    return asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  } catch (cause) {
    // It has become a link.
    if (errnoName(cause) === 'ELOOP') throw new TarstrapError('archive-changed', { path }, undefined, { cause });
    throw archiveError(path, cause);
  }
}
