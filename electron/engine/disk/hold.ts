import { closeSync, constants, openSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { holdersOf } from '../../drives/holders.ts';
import type { Scope } from '../../run/scope.ts';
import { start } from '../../run/spawn.ts';

/**
 * Nobody else uses the device now: an exclusive open fails while it, or a partition of it, is mounted, swapped on or
 * part of a volume (open(2), `O_EXCL` on block devices). It is closed at once, because it would keep mkfs and mount out.
 */
export async function requireUnused(device: string): Promise<void> {
  try {
    closeSync(openSync(device, constants.O_RDWR | constants.O_EXCL));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') throw new TarstrapError('target-read-only', { path: device }, String(cause), { cause });
    if (code !== 'EBUSY') throw new TarstrapError('drive-io', { path: device }, String(cause), { cause });
    const holders = holdersOf(device);
    throw new TarstrapError('target-busy', { path: device, holders: holders.join(', ') || 'something on it is mounted or in use' });
  }
}

/**
 * `flock(LOCK_EX)` on the whole disk for the length of the job: udev and desktop automounters keep away meanwhile
 * (systemd.io/BLOCK_DEVICE_LOCKING). flock(1) holds it for `cat`, which ends when our end of its pipe closes.
 */
export async function holdDisk(device: string, scope: Scope): Promise<void> {
  const holder = await start({ tool: 'flock', args: ['--exclusive', '--nonblock', device, '/bin/cat'], stdin: 'pipe', stdout: 'pipe' });
  holder.stderr.resume();
  const held = new Promise<boolean>((resolve) => {
    holder.stdout?.once('data', () => resolve(true));
    void holder.exit.then(() => resolve(false));
  });
  holder.stdin?.write('held\n');
  if (!(await held)) throw new TarstrapError('target-busy', { path: device, holders: 'another program has locked it' });
  scope.defer(`releasing ${device}`, async () => {
    holder.stdin?.end();
    await holder.exit;
  });
}
