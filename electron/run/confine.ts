import { totalmem } from 'node:os';
import { type HardLimits, hardLimits } from './limits.ts';

/** How a program is kept small that works on what strangers have made: pure, and tested by exact words (setpriv(1), prlimit(1)). */

/** Whose rights a program has, by number. */
export interface Person {
  readonly uid: number;
  /** The primary group first. */
  readonly groups: readonly number[];
}

/** Of nobody's rights: Linux keeps this number for it. */
export const NOBODY: Person = { uid: 65_534, groups: [65_534] };

/** Who reads strangers' bytes in this process's stead: whoever runs it, and nobody where that is root. */
export function readerHere(): Person {
  const uid = process.getuid?.() ?? NOBODY.uid;
  return uid === 0 ? NOBODY : { uid, groups: process.getgroups?.() ?? [] };
}

/** Names of capabilities(7), without `cap_` and in small letters. */
export type Capability = 'chown' | 'dac_override' | 'dac_read_search' | 'fowner' | 'fsetid' | 'mknod' | 'setfcap' | 'setpcap' | 'sys_admin' | 'sys_chroot';

/** No way back to more (`no_new_privs`), and nothing that is root's but what is named here. */
export function withCapabilities(capabilities: readonly Capability[]): string[] {
  return ['--no-new-privs', '--inh-caps=-all', `--bounding-set=${['-all', ...capabilities.map((name) => `+${name}`)].join(',')}`];
}

/** @param own number of who we are: an ordinary user has nothing to give up but the way to more */
export function asPerson({ uid, groups }: Person, own: number): string[] {
  if (uid === own) return ['--no-new-privs'];
  return [`--reuid=${uid}`, `--regid=${groups[0] ?? uid}`, `--groups=${groups.join(',')}`, ...withCapabilities([])];
}

/**
 * What a program may use that reads a stream: of memory half of the machine's, since xz takes a quarter of it to unpack by several
 * threads, and a gigabyte at the least, for a window of zstd; few files, and none that it makes. Less where we have less ourselves: without root's rights it cannot be raised again.
 */
export function smallLimits(machineBytes = totalmem(), { memory, files }: Pick<HardLimits, 'memory' | 'files'> = hardLimits()): string[] {
  const bytes = Math.max(2 * 1024 ** 3, Math.floor(machineBytes / 2));
  return [`--as=${Math.min(bytes, memory)}`, `--nofile=${Math.min(256, files)}`, '--core=0'];
}
