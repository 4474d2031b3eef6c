import { TarstrapError } from '../../shared/errors.ts';
import { type Inside, MOST_SPELLINGS } from '../../shared/inside.ts';
import type { TarEntry } from './listing.ts';

/** Members of an archive as they are named from one of its folders. The same that `insideOptions` has tar do. */

interface Split {
  /** The folder, as it is written there. */
  readonly spelling: string;
  /** Empty, or it begins with a slash. */
  readonly rest: string;
}

/** What may stand before each part of a name. */
const BETWEEN = /(?:\.?\/)*/y;

/** @param folder a byte string, as names are (`names.ts`) */
function splitAt(name: string, folder: string): Split | undefined {
  let end = 0;
  for (const part of folder.split('/')) {
    BETWEEN.lastIndex = end;
    BETWEEN.test(name);
    end = BETWEEN.lastIndex + part.length;
    if (!name.startsWith(part, BETWEEN.lastIndex) || !(end === name.length || name[end] === '/')) return undefined;
  }
  return { spelling: name.slice(0, end), rest: name.slice(end) };
}

export interface Insider {
  /** @returns undefined for what lies elsewhere */
  readonly name: (name: string) => string | undefined;
  /** A hard link to what lies elsewhere gets a target that says so: it cannot be made. */
  readonly entry: (entry: TarEntry) => TarEntry | undefined;
  /** Of the members so far; null: all of the archive. @throws TarstrapError `archive-lacks-folder` where none was in it */
  readonly found: (path: string) => Inside | null;
}

/** The whole archive is meant. */
export const WHOLE: Insider = { name: (name) => name, entry: (entry) => entry, found: () => null };

export function insiderOf(folder: string | undefined): Insider {
  if (folder === undefined) return WHOLE;
  const bytes = Buffer.from(folder).toString('latin1');
  const spellings = new Set<string>();
  const name = (full: string): string | undefined => {
    const split = splitAt(full, bytes);
    if (split && spellings.size <= MOST_SPELLINGS) spellings.add(split.spelling);
    return split && `.${split.rest}`;
  };
  const entryOf = (outer: TarEntry): TarEntry | undefined => {
    const inner = name(outer.name);
    if (inner === undefined) return undefined;
    const entry = { ...outer, name: inner, called: outer.name };
    if (outer.type !== 'hardlink') return entry;
    const target = splitAt(outer.linkTarget ?? '', bytes);
    return { ...entry, linkTarget: target ? `.${target.rest}` : `../${outer.linkTarget ?? ''}` };
  };
  const found = (path: string): Inside => {
    if (spellings.size === 0) throw new TarstrapError('archive-lacks-folder', { path, folder });
    if (spellings.size > MOST_SPELLINGS) throw new TarstrapError('usage', { problem: `The members of ${path} write the folder ${folder} in too many ways.` });
    return { folder, spellings: [...spellings].map((spelling) => Buffer.from(spelling, 'latin1').toString('utf8')) };
  };
  return { name, entry: entryOf, found };
}
