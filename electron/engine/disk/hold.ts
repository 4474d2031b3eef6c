import { closeSync, constants, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { busy } from '../../../shared/busy.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Scope } from '../../run/scope.ts';
import { inUse, usersOf } from './busy.ts';
import { lock, lockedByOther, type LockRequest } from './lock.ts';

/**
 * The device for nobody else, as long as it is held: an exclusive open fails while it, or a partition of it, is mounted,
 * swapped on or part of a volume, and keeps all of that out (open(2), `O_EXCL` on block devices); our own mkfs and mount
 * as well. Ordinary opens, as dd makes them, are not hindered.
 * @throws TarstrapError `target-busy`, `target-read-only`, `drive-io`
 */
export async function claim(device: string): Promise<Disposable> {
  for (let attempt = 1; ; attempt += 1) {
    const fd = openExclusively(device, constants.O_RDWR);
    if (fd !== undefined) return { [Symbol.dispose]: () => closeSync(fd) };
    if (attempt === ATTEMPTS) throw await inUse(device);
    await delay(PAUSE_MS);
  }
}

/** Something may look into a device for a moment: it is given three seconds. */
export const ATTEMPTS = 30;
export const PAUSE_MS = 100;

/** @returns undefined while somebody else has it */
function openExclusively(device: string, flags: number): number | undefined {
  try {
    return openSync(device, flags | constants.O_EXCL);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-read-only', { path: device }, String(cause), { cause });
    if (code !== 'EBUSY') throw new TarstrapError('drive-io', { path: device }, String(cause), { cause });
    return undefined;
  }
}

/** Nobody else uses the device now. @throws TarstrapError as {@link claim} */
export async function requireUnused(device: string): Promise<void> {
  using _ = await claim(device);
}

/** Whether somebody has mounted it, or a part of it, or uses it otherwise for himself. Also of a device that cannot be written. */
export function isTaken(device: string): boolean {
  const fd = openExclusively(device, constants.O_RDONLY);
  if (fd !== undefined) closeSync(fd);
  return fd === undefined;
}

/**
 * What was written is nobody's but ours up to here: a mount that somebody has made of it meanwhile may have changed it, and will be cut
 * off by whoever trusts us and unplugs it.
 * @param path as the user knows it
 * @throws TarstrapError `target-taken`
 */
export async function requireReleased(device: string, path = device): Promise<void> {
  for (let attempt = 1; isTaken(device); attempt += 1) {
    if (attempt === ATTEMPTS) throw new TarstrapError('target-taken', { ...busy(path, await usersOf(device)).facts });
    await delay(PAUSE_MS);
  }
}

/** udev locks a drive, too, while it looks at it; that is a matter of moments. */
const PATIENCE_S = 5;

/**
 * `flock(LOCK_EX)` on the whole disk for the length of the job: udev and desktop automounters keep away meanwhile
 * (systemd.io/BLOCK_DEVICE_LOCKING). Shared, it only keeps away from whoever writes.
 * @throws TarstrapError `target-locked`
 */
export async function holdDisk(device: string, how: Pick<LockRequest, 'isShared'>, scope: Scope): Promise<void> {
  const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK);
  scope.defer(`releasing ${device}`, () => closeSync(fd));
  if ((await lock(fd, { ...how, patience: PATIENCE_S })) !== 'ours') throw lockedByOther(device);
}
