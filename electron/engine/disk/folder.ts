import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { TarstrapError } from '../../../shared/errors.ts';
import { unreadableIn } from '../../drives/readable.ts';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { bindFolder } from './bind.ts';
import { lock, lockedByOther } from './lock.ts';

/**
 * Opens a folder to be filled, for its owner, and for root, and locks it: two archives at once would become one. In a folder that many may write in, as in `/var/tmp`, root would fill the
 * folders of others; and what it says of files that it compares is not for everybody either.
 *
 * @returns the folder, held open until the scope ends, as a path through its descriptor
 * @throws TarstrapError `target-not-yours`, `target-changed`, `target-locked`
 */
export async function holdFolder(path: string, caller: Caller | null, scope: Scope): Promise<Held> {
  const held = hold(path, caller, 'target-not-yours', scope);
  if (!isTheirs(held, caller)) throw new TarstrapError('target-not-yours', { path });
  if ((await lock(held.fd)) === 'theirs') throw lockedByOther(path);
  return held;
}

interface Held {
  readonly fd: number;
  readonly at: string;
}

/**
 * Opens a folder to be compared: for its owner, for root, and for whoever can read all of it himself.
 * @param at where it is looked through, read-only
 * @throws TarstrapError `verify-not-readable`, `target-changed`, `target-locked` while it is filled
 */
export async function holdToRead(path: string, { caller, at }: { caller: Caller | null; at: string }, scope: Scope): Promise<{ fd: number; root: string }> {
  const held = hold(path, caller, 'verify-not-readable', scope);
  if ((await lock(held.fd, { isShared: true })) === 'theirs') throw lockedByOther(path);
  const root = await lookInto(held.at, at, scope);
  if (!isTheirs(held, caller)) await requireReadable(root, path, caller);
  return { fd: held.fd, root };
}

function isTheirs({ fd }: Held, caller: Caller | null): boolean {
  return caller === null || fstatSync(fd).uid === caller.uid;
}

/** In the mount that root looks through, which shows what lies below other mounts. */
async function requireReadable(root: string, path: string, caller: Caller | null): Promise<void> {
  const fd = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const hidden = await unreadableIn(`/proc/self/fd/${fd}`, (step) => asCaller(caller, step));
    if (hidden !== undefined) throw new TarstrapError('verify-not-readable', { path: join(path, hidden), command: 'sudo tarstrap verify …' });
  } finally {
    closeSync(fd);
  }
}

function hold(path: string, caller: Caller | null, refusal: 'target-not-yours' | 'verify-not-readable', scope: Scope): Held {
  const fd = open(path, caller, refusal);
  scope.defer('closing the folder', () => closeSync(fd));
  return { fd, at: `/proc/${process.pid}/fd/${fd}` };
}

function open(path: string, caller: Caller | null, refusal: 'target-not-yours' | 'verify-not-readable'): number {
  try {
    return asCaller(caller, () => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') throw new TarstrapError(refusal, { path, command: 'sudo tarstrap verify …' }, undefined, { cause });
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
