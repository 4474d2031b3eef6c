import type { Tally } from '../../shared/facts.ts';
import { NONE, oneMore } from './names.ts';
import type { Tree } from './tree.ts';

/**
 * Names that FAT takes for another one, such as `A` beside `a`. Most names have no capitals and are looked up as they are: only of the others a list is kept.
 * @param start of the names that are meant: `boot/`, or empty for all
 */
export function twinsIn(tree: Tree, start: string): Tally {
  const spelt = new Set<string>();
  let twins = NONE;
  for (const name of tree.keys()) {
    if (!name.startsWith(start) || SMALL.test(name)) continue;
    const small = smallOf(name);
    if (small === name) continue;
    if (tree.has(small) || spelt.has(small)) twins = oneMore(twins, name);
    spelt.add(small);
  }
  return twins;
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
