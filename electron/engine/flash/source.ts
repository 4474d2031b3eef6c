import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { FileIdentity } from '../../../shared/facts.ts';
import { archiveError, reopen } from '../../archive/open.ts';
import { asCaller, type Caller } from '../caller.ts';
import type { Job } from '../job.ts';
import type { Scope } from '../../run/scope.ts';
import { fetchArchive, requireRoomForCopy, requireTheirs } from './fetch.ts';

/**
 * Proves that the archive is the file that was inspected, with the caller's rights.
 * @returns what opens it: where root cannot read it and he can, it is copied then
 * @throws TarstrapError `archive-missing`, `archive-unreadable`, `archive-changed`, `archive-io`
 */
export async function findInspected(identity: FileIdentity, caller: Caller | null, job: Job): Promise<() => Promise<number>> {
  try {
    const fd = openInspected(identity, caller, job.scope);
    return async () => fd;
  } catch (error) {
    if (!caller || !(error instanceof TarstrapError) || error.code !== 'archive-unreadable') throw error;
    await requireTheirs(identity, caller, job);
    requireRoomForCopy(identity);
    return () => fetchArchive(identity, caller, job);
  }
}

/** Every pass over it opens it once more, as root. */
function openInspected(identity: FileIdentity, caller: Caller | null, scope: Scope): number {
  const { path } = identity;
  const fd = opening(path, () => asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)));
  scope.defer('closing the archive', () => closeSync(fd));
  const stat = fstatSync(fd, { bigint: true });
  const same =
    String(stat.dev) === identity.dev && String(stat.ino) === identity.ino && Number(stat.size) === identity.size && String(stat.mtimeNs) === identity.mtimeNs;
  if (!stat.isFile() || !same) throw new TarstrapError('archive-changed', { path });
  closeSync(opening(path, () => reopen(fd)));
  return fd;
}

function opening(path: string, open: () => number): number {
  try {
    return open();
  } catch (cause) {
    // It has become a link.
    if (errnoName(cause) === 'ELOOP') throw new TarstrapError('archive-changed', { path }, undefined, { cause });
    throw archiveError(path, cause);
  }
}
