import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { STAGE_SHARE } from '../../../shared/plan/mode.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { roomIn } from '../../run/host.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { reasonOf } from '../../run/scratch.ts';
import { bytesAvailable } from './sysfs.ts';
import { unmount } from './unmount.ts';

/** Room for what is needed during a job only; gone when the scope ends. */

export interface MemoryRequest {
  readonly at: string;
  /** At most; memory is taken as it is filled. */
  readonly bytes: number;
}

/** A tmpfs in our private namespace: it vanishes with us, whatever happens. */
export async function memoryFolder({ at, bytes }: MemoryRequest, scope: Scope): Promise<string> {
  // It stays when the memory is given back.
  mkdirSync(at, { recursive: true });
  const options = `size=${bytes},mode=0700,nosuid,nodev,noexec,nosymfollow`;
  await runStep('Reserving memory', { tool: 'mount', args: ['-t', 'tmpfs', '-o', options, 'tarstrap', at] });
  scope.defer('giving memory back', () => unmount(at));
  return at;
}

/** Where room on disk is taken. */
export const ON_DISK = '/var/tmp';

export interface RoomRequest extends MemoryRequest {
  /** As much as there is to spare, if it comes to that. */
  readonly mayBeMore: boolean;
  readonly mayBeOnDisk: boolean;
}

/** That others need, too. */
const SPARE = 512 * MiB;

/** Memory where that is enough, else disk. @returns undefined where there is too little */
export async function roomFor({ at, bytes, mayBeMore, mayBeOnDisk }: RoomRequest, scope: Scope): Promise<string | undefined> {
  const most = Math.floor(bytesAvailable() * STAGE_SHARE);
  if (bytes <= most) return memoryFolder({ at, bytes: mayBeMore ? most : bytes }, scope);
  return mayBeOnDisk && bytes + SPARE <= roomIn(ON_DISK) ? ON_DISK : undefined;
}

/**
 * A file that loses its name before anything is in it: it is gone with its last user, also where we are killed.
 * @param folder that nobody else can delete from, or a sticky one
 * @returns a path through its descriptor, which is closed when the scope ends
 * @throws TarstrapError `no-scratch`
 */
export function unnamedFile(folder: string, scope: Scope): string {
  const name = `${folder}/tarstrap-${randomUUID()}`;
  const fd = create(name, folder);
  scope.defer('giving up a file of the job', () => closeSync(fd));
  unlinkSync(name);
  return `/proc/${process.pid}/fd/${fd}`;
}

function create(name: string, folder: string): number {
  try {
    return openSync(name, 'wx+', 0o600);
  } catch (cause) {
    throw new TarstrapError('no-scratch', { folders: folder }, `${folder}: ${reasonOf(cause)}`, { cause });
  }
}
