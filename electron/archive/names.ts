import type { Tally } from '../../shared/facts.ts';

/**
 * Names of members. Inside the engine they are byte strings (one character a byte, latin1), because Linux names are
 * bytes: what is not UTF-8 must survive, and two names that look alike must stay apart.
 */

/** `./d/e/`, `/d/e` and `d//e` are all `d/e`; the root is the empty string. `..` stays. */
export function normaliseName(name: string): string {
  return components(name).join('/');
}

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

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** Control characters, and the invisible ones that turn the direction of text around and make a name look like another. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** A byte string for people: decoded as UTF-8, with control characters made visible. */
export function displayName(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8').replace(INVISIBLE, visible);
}

/** A display name that is short enough for the facts (`shared/facts.ts`). */
export function exampleOf(name: string): string {
  const shown = displayName(name);
  return shown.length > 1000 ? `${shown.slice(0, 1000)}…` : shown;
}

/** How many there are, and the first as an example. */
export function tallyNames(names: readonly string[]): Tally {
  const [first] = names;
  return first === undefined ? { count: 0 } : { count: names.length, example: exampleOf(first) };
}

function visible(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return NAMED[character] ?? (code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`);
}
