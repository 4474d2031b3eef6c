import { randomUUID } from 'node:crypto';
import { fchmodSync, fchownSync, fstatSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { isLive } from '../../drives/live.ts';
import { mountTables } from '../../drives/namespaces.ts';
import { mountNumber } from './view.ts';

/** What root lays into a folder of an ordinary user has set-uid programs, capabilities and device nodes of root. */

/**
 * Proves that what is laid into a folder of an ordinary user stays harmless there: that nobody has its filesystem mounted so that set-uid
 * programs and device nodes work, in whatever mount namespace.
 * @throws TarstrapError `target-changed`
 */
export function requireHarmless(fd: number, path: string): void {
  const tables = mountTables().map(({ mounts }) => mounts);
  const own = mountNumber(fd);
  const device = tables.flat().find(({ id }) => id === own)?.device;
  if (device !== undefined && !tables.some((mounts) => isLive(mounts, device))) return;
  throw new TarstrapError('target-changed', { path, what: 'set-uid programs would work there now' });
}

/**
 * Gives an empty folder to root, and to nobody else. What is laid into it then is out of reach for whoever had it open, or has it mounted
 * elsewhere: who looks a name up in a folder must be allowed to do so then (path_resolution(7)), and nothing can be made in there any more.
 * @returns what gives it back, as long as nothing was laid
 * @throws TarstrapError `target-not-empty`, and the folder is as it was
 */
export function sealFolder(fd: number, path: string): () => void {
  const { uid, gid, mode } = fstatSync(fd);
  const giveBack = (): void => own(fd, uid, gid, mode & 0o7777);
  own(fd, 0, 0, 0o700);
  if (readdirSync(`/proc/self/fd/${fd}`).length === 0) return giveBack;
  giveBack();
  throw new TarstrapError('target-not-empty', { path });
}

/**
 * A folder within the sealed one, in which the archive is laid: what it says of its own root, an access control list above all, must not
 * open the seal. {@link moveUp} puts everything in its place.
 */
export function makeInner(at: string): string {
  const inner = `${at}/.tarstrap-${randomUUID()}`;
  mkdirSync(inner, { mode: 0o700 });
  return inner;
}

/** Names are bytes; nobody but root is in there. */
export function moveUp(inner: string, at: string): void {
  for (const name of readdirSync(inner, { encoding: 'buffer' })) renameSync(pathOf(inner, name), pathOf(at, name));
  rmdirSync(inner);
}

function pathOf(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

/** As {@link sealFolder} leaves it. */
export function isSealed(fd: number): boolean {
  const { uid, gid, mode } = fstatSync(fd);
  return uid === 0 && gid === 0 && (mode & 0o7777) === 0o700;
}

function own(fd: number, uid: number, gid: number, mode: number): void {
  try {
    fchownSync(fd, uid, gid);
    fchmodSync(fd, mode);
  } catch (cause) {
    throw new TarstrapError('step-failed', { step: 'Giving the folder to root' }, String(cause), { cause });
  }
}
