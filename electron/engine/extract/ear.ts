import { parseEntry, type TarEntry } from '../../archive/listing.ts';
import type { Ear } from './extract.ts';

/** Hears of members, and of nothing else that tar says. */
export function hearMembers(onEntry: (entry: TarEntry) => void): Ear {
  const hear = (line: string): void => {
    const entry = parseEntry(line);
    if (entry) onEntry(entry);
  };
  return { options: ['-vv', '--full-time', '--quoting-style=c'], hear };
}
