import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface HangingLsblk {
  /** As long as it is there, lsblk does not answer. */
  readonly hangs: string;
  /** What stands before a program that is to find this one in the place of the real one. */
  readonly wrapper: readonly string[];
}

export function hangingLsblk(folder: string): HangingLsblk {
  const [hangs, real, own] = ['hangs', 'lsblk', 'hanging-lsblk'].map((name) => join(folder, name)) as [string, string, string];
  copyFileSync('/usr/bin/lsblk', real);
  writeFileSync(own, `#!/bin/sh\n[ -e ${hangs} ] && exec sleep 60\nexec ${real} "$@"\n`, { mode: 0o755 });
  return { hangs, wrapper: ['unshare', '--mount', 'sh', '-c', `mount --bind ${own} /usr/bin/lsblk && exec "$@"`, 'sh'] };
}
