import { readlinkSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';

/**
 * The engine mounts in a mount namespace of its own (unshare(1), started by `elevate/command.ts`): nobody sees its
 * mounts, and they vanish with it whatever happens. What the user has mounted is unmounted through the namespace of the
 * process that started us.
 *
 * @returns a path for nsenter(1)
 * @throws TarstrapError `engine-refused` if the namespace is the one of our parent
 */
export function requirePrivateMounts(): string {
  const host = `/proc/${process.ppid}/ns/mnt`;
  if (readlinkSync(host) === readlinkSync('/proc/self/ns/mnt')) {
    throw new TarstrapError('engine-refused', { problem: 'it was not started in a mount namespace of its own' });
  }
  return host;
}
