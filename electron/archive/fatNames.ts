import type { Tally } from '../../shared/facts.ts';
import { NONE, oneMore, parentOf } from './names.ts';
import type { Tree } from './tree.ts';

/** Names that FAT has no place for beside others: it takes them for one of these, or their folder is full. */

/**
 * @param starts of the names that are meant: `boot/`, or empty for all
 * @returns of each of them the names that have no place, found in one pass
 */
export function misfitsIn(tree: Tree, starts: readonly string[]): Tally[] {
  const tallies = starts.map(() => NONE);
  if (starts.length === 0) return tallies;
  const aliases = aliasesIn(tree);
  const isTwin = twinsOf(tree);
  const hasNoRoom = tree.size * MOST_SLOTS > SLOTS ? roomInFolders() : () => false;
  for (const name of tree.keys()) {
    if (!starts.some((start) => name.startsWith(start))) continue;
    if (!aliases.has(name) && !isTwin(name) && !hasNoRoom(name)) continue;
    for (const [i, start] of starts.entries()) if (name.startsWith(start)) tallies[i] = oneMore(tallies[i] ?? NONE, name);
  }
  return tallies;
}

type Judgement = (name: string) => boolean;

/** Such as `A` beside `a`. Most names have no capitals and are looked up as they are: only of the others a list is kept. */
function twinsOf(tree: Tree): Judgement {
  const spelt = new Set<string>();
  return (name) => {
    if (SMALL.test(name)) return false;
    const small = smallOf(name);
    if (small === name) return false;
    const isTwin = tree.has(small) || spelt.has(small);
    spelt.add(small);
    return isTwin;
  };
}

const SMALL = /^[^A-Z\x80-\xff]*$/;
const ASCII = /^[^\x80-\xff]*$/;

/** FAT's names are UTF-16, and of each letter it knows the capital (as far as that is one letter, too). */
function smallOf(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  const small = (letter: string): string => ofOneLetter(letter, ofOneLetter(letter, letter.toUpperCase()).toLowerCase());
  return Buffer.from([...Buffer.from(name, 'latin1').toString('utf8')].map(small).join('')).toString('latin1');
}

function ofOneLetter(letter: string, other: string): string {
  return other.length === letter.length ? other : letter;
}

/** Those that DOS would have for a longer name beside them: `longfilename.txt` is found as `LONGFI~1.TXT`, too. */
function aliasesIn(tree: Tree): ReadonlySet<string> {
  const likely = new Map<string, string[]>();
  for (const name of tree.keys()) {
    if (!name.includes('~') || !ALIAS.test(name)) continue;
    const key = smallOf(name).replace(/~[1-9](?=[^/]*$)/, '~');
    const known = likely.get(key);
    if (known) known.push(name);
    else likely.set(key, [name]);
  }
  const found = new Set<string>();
  for (const name of likely.size === 0 ? [] : tree.keys()) {
    const key = smallOf(aliasOf(name) ?? '');
    for (const alias of likely.get(key) ?? []) found.add(alias);
    likely.delete(key);
  }
  return found;
}

const ALIAS = /(?:^|\/)[^/~.]{1,6}~[1-9](?:\.[^/.]{1,3})?$/;
const OF_DOS = /^[^. +,;=[\]]{1,8}(?:\.[^. +,;=[\]]{1,3})?$/;

/** As vfat makes it (fs/fat/namei_vfat.c, `vfat_create_shortname`), without its digit. @returns undefined for a name that DOS can have as it is */
function aliasOf(name: string): string | undefined {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const base = name.slice(folder.length);
  if (OF_DOS.test(base)) return undefined;
  const dot = base.lastIndexOf('.');
  const stem = plain(base.slice(0, Math.max(0, dot)));
  const end = stem === '' ? '' : plain(base.slice(dot + 1)).slice(0, 3);
  return `${folder}${(stem || plain(base)).slice(0, 6)}~${end && `.${end}`}`;
}

function plain(text: string): string {
  return text.replaceAll(/[. ]/g, '').replaceAll(/[+,;=[\]]/g, '_');
}

/** Of 32 bytes, in a folder of 2 MiB; two are its own. */
const SLOTS = 65_536 - 2;
const MOST_SLOTS = 1 + Math.ceil(255 / 13);

function roomInFolders(): Judgement {
  const taken = new Map<string, number>();
  return (name) => {
    const folder = parentOf(name);
    const slots = (taken.get(folder) ?? 0) + slotsOf(name);
    taken.set(folder, slots);
    return slots > SLOTS;
  };
}

/** A name is kept in pieces of 13 letters beside that of DOS, unless it is one of DOS. */
function slotsOf(name: string): number {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (UPPER.test(base)) return 1;
  const letters = ASCII.test(base) ? base.length : Buffer.from(base, 'latin1').toString('utf8').length;
  return 1 + Math.ceil(letters / 13);
}

const UPPER = /^[A-Z0-9_~-]{1,8}(?:\.[A-Z0-9_~-]{1,3})?$/;
