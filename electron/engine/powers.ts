import { readFileSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { valueBehind } from '../run/lines.ts';

/** Root is not always root: containers take capabilities off it, and in a user namespace it is an ordinary user to the rest of the machine. */

/** What a job takes (capabilities(7), linux/capability.h). */
const NEEDED: Readonly<Record<string, number>> = { chown: 0, dac_override: 1, fowner: 3, fsetid: 4, sys_admin: 21, mknod: 27, setfcap: 31 };

/** @returns those that are missing. @param status `/proc/<pid>/status` */
export function missingPowers(status: string): string[] {
  const effective = BigInt(`0x${valueBehind(status, 'CapEff:\t') ?? '0'}`);
  return Object.keys(NEEDED).filter((name) => (effective & (1n << BigInt(NEEDED[name] ?? 0))) === 0n);
}

/** The machine's own has all numbers as they are (user_namespaces(7)). @param uidMap `/proc/<pid>/uid_map` */
export function isUserNamespace(uidMap: string): boolean {
  return uidMap.trim().split(/\s+/).join(' ') !== '0 0 4294967295';
}

/** @throws TarstrapError `root-restricted`; to be asked before anything else */
export function requirePowers(): void {
  if (isUserNamespace(readFileSync('/proc/self/uid_map', 'latin1'))) throw restricted('it is root of a user namespace only');
  const missing = missingPowers(readFileSync('/proc/self/status', 'latin1'));
  if (missing.length > 0) throw restricted(`it lacks ${missing.map((name) => `CAP_${name.toUpperCase()}`).join(', ')}`);
}

function restricted(what: string): TarstrapError {
  return new TarstrapError('root-restricted', { what });
}
