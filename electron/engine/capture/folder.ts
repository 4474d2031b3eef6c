import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { lookInto } from '../disk/folder.ts';
import { lock, lockedByOther } from '../disk/lock.ts';
import type { Job } from '../job.ts';
import { tellMounts } from './mountsInside.ts';
import type { SourceTree } from './source.ts';

/** Held open: what lies under its name later may be another one. */
export async function openFolder(
  { path, device, inode }: TargetFacts,
  root: string,
  { caller, job }: { caller: Caller | null; job: Job },
  scope: Scope,
): Promise<SourceTree> {
  const fd = open(path, caller);
  scope.defer('closing the folder', () => closeSync(fd));
  const stat = fstatSync(fd, { bigint: true });
  if (deviceNumber(stat.dev) !== device || String(stat.ino) !== inode)
    throw new TarstrapError('source-changed', { path, what: 'another folder lies there now' });
  if ((await lock(fd, { isShared: true })) === 'theirs') throw lockedByOther(path);
  await lookInto(`/proc/${process.pid}/fd/${fd}`, root, scope);
  tellMounts(path, [], job);
  return { root, volumes: [], isMutable: true, usedBytes: undefined };
}

/** What he may not read himself root reads for him: it was asked for this folder. */
function open(path: string, caller: Caller | null): number {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  try {
    return asCaller(caller, () => openSync(path, flags));
  } catch (cause) {
    const code = errnoName(cause);
    if (code === 'EACCES') return openSync(path, flags);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
      throw new TarstrapError('source-changed', { path, what: 'there is no such folder now' }, undefined, { cause });
    throw cause;
  }
}
