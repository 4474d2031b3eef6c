import type { Tally } from '../../shared/facts.ts';
import { visible } from '../../shared/visible.ts';

/**
 * Names of members. Inside the engine they are byte strings (one character a byte, latin1), because Linux names are
 * bytes: what is not UTF-8 must survive, and two names that look alike must stay apart.
 */

/** `./d/e/`, `/d/e` and `d//e` are all `d/e`; the root is the empty string. `..` stays. */
export function normaliseName(name: string): string {
  const plain = name.slice(name.startsWith('./') ? 2 : 0, name.endsWith('/') ? -1 : undefined);
  return ODD.test(plain) ? components(name).join('/') : plain;
}

/** It may have empty parts, or such that are a dot: few names do, and taking one apart takes time. */
const ODD = /^[./]|\/[./]|\/$/;

/** The same name, for keeping: one that was cut out of another or put together of others keeps these, and takes several times the room. */
export function ownBytes(name: string): string {
  const length = SCRATCH.write(name, 'latin1');
  return length === name.length ? SCRATCH.toString('latin1', 0, length) : name;
}

/** No name that is laid anywhere is longer. */
const SCRATCH = Buffer.alloc(4096);

/** The parts of a name, without empty ones and `.`. */
export function components(name: string): string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

export function hasDotDot(name: string): boolean {
  return name.includes('..') && components(name).includes('..');
}

/** The folder that a normalised name lies in; the empty string for the root. */
export function parentOf(normalised: string): string {
  return normalised.slice(0, Math.max(0, normalised.lastIndexOf('/')));
}

/** What lies in a folder, both by normalised names. */
export function childOf(folder: string, base: string): string {
  return folder === '' ? base : `${folder}/${base}`;
}

/** A byte string for people: decoded as UTF-8, with nothing invisible in it. */
export function displayName(name: string): string {
  return visible(Buffer.from(name, 'latin1').toString('utf8'));
}

/** A display name that is short enough for the facts (`shared/facts.ts`). A member may have no name: tar takes it for the root. */
export function exampleOf(name: string): string {
  const shown = displayName(name) || './';
  return shown.length > 1000 ? `${shown.slice(0, 1000)}…` : shown;
}

export const NONE: Tally = { count: 0 };

/** One more of them; the first is the example. */
export function oneMore({ count, example }: Tally, name: string): Tally {
  return { count: count + 1, example: example ?? exampleOf(name) };
}
