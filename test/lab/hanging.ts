import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Hanging {
  /** As long as it is there, the program does not answer. */
  readonly hangs: string;
  /** What stands before a program that is to find this one in the place of the real one. */
  readonly wrapper: readonly string[];
}

/** @param told one of its arguments, where only those calls hang that have it */
export function hanging(program: string, folder: string, told = ''): Hanging {
  const [hangs, real, own] = ['hangs', basename(program), 'hanging'].map((name) => join(folder, name)) as [string, string, string];
  copyFileSync(program, real);
  writeFileSync(own, `#!/bin/sh\n[ -e ${hangs} ] && case "$*" in *${told}*) exec sleep 60 ;; esac\nexec ${real} "$@"\n`, { mode: 0o755 });
  return { hangs, wrapper: ['unshare', '--mount', 'sh', '-c', `mount --bind ${own} ${program} && exec "$@"`, 'sh'] };
}
