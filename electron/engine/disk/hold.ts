import { closeSync, constants, openSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { holdersOf } from '../../drives/holders.ts';
import type { Scope } from '../../run/scope.ts';
import { start } from '../../run/spawn.ts';

/**
 * The device for nobody else, as long as it is held: an exclusive open fails while it, or a partition of it, is mounted,
 * swapped on or part of a volume, and keeps all of that out (open(2), `O_EXCL` on block devices); our own mkfs and mount
 * as well. Ordinary opens, as dd makes them, are not hindered.
 * @throws TarstrapError `target-busy`, `target-read-only`, `drive-io`
 */
export function claim(device: string): Disposable {
  try {
    const fd = openSync(device, constants.O_RDWR | constants.O_EXCL);
    return { [Symbol.dispose]: () => closeSync(fd) };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-read-only', { path: device }, String(cause), { cause });
    if (code !== 'EBUSY') throw new TarstrapError('drive-io', { path: device }, String(cause), { cause });
    const holders = holdersOf(device);
    throw new TarstrapError('target-busy', { path: device, holders: holders.join(', ') || 'something on it is mounted or in use' });
  }
}

/** Nobody else uses the device now. @throws TarstrapError as {@link claim} */
export function requireUnused(device: string): void {
  using _ = claim(device);
}

/** udev locks a drive, too, while it looks at it; that is a matter of moments. */
const PATIENCE_S = 5;

/**
 * `flock(LOCK_EX)` on the whole disk for the length of the job: udev and desktop automounters keep away meanwhile
 * (systemd.io/BLOCK_DEVICE_LOCKING). flock(1) takes the lock on a descriptor of ours, with which it stays.
 */
export async function holdDisk(device: string, scope: Scope): Promise<void> {
  const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK);
  scope.defer(`releasing ${device}`, () => closeSync(fd));
  const locking = await start({ tool: 'flock', args: ['--exclusive', '--timeout', String(PATIENCE_S), '0'], stdin: fd });
  locking.stderr.resume();
  const { exitCode } = await locking.exit;
  if (exitCode !== 0) throw new TarstrapError('target-busy', { path: device, holders: 'another program has locked it' });
}
