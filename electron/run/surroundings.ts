import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { deviceNumber } from './deviceNumber.ts';

/** What every Linux has, and a chroot or a container that somebody has made by hand may lack. */
interface Needed {
  readonly isThere: () => boolean;
  readonly lacking: string;
  /** What root does about it. */
  readonly command: string;
}

const NEEDED = {
  '/proc': { isThere: () => existsSync('/proc/self/mountinfo'), lacking: 'is not mounted here', command: 'mount -t proc proc /proc' },
  '/sys': { isThere: () => existsSync('/sys/dev/block'), lacking: 'is not mounted here', command: 'mount -t sysfs sysfs /sys' },
  '/dev/null': { isThere: isNullDevice, lacking: 'cannot be used here', command: 'rm -f /dev/null && mknod -m 666 /dev/null c 1 3' },
} as const satisfies Record<string, Needed>;

/** @throws TarstrapError `surroundings-lack` */
export function requireSurroundings(...paths: readonly (keyof typeof NEEDED)[]): void {
  for (const path of paths) {
    const { isThere, lacking, command } = NEEDED[path];
    if (!isThere()) throw new TarstrapError('surroundings-lack', { path, lacking, command });
  }
}

/** Not so what a shell has made in its place by `>/dev/null`, nor a node on a mount without devices (null(4)). */
function isNullDevice(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r+'));
    return deviceNumber(statSync('/dev/null', { bigint: true }).rdev) === '1:3';
  } catch {
    return false;
  }
}
