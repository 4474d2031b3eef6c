import type { Ending } from '../../shared/facts.ts';
import { type EndLine, type ListedAttribute, parseAttribute, parseEnd, parseEntry, type TarEnd, type TarEntry } from './listing.ts';
import { isContinued } from './volumes.ts';

export interface ListingListener {
  readonly onEntry: (entry: TarEntry) => void;
  /** Of the entry before. */
  readonly onAttribute?: (attribute: ListedAttribute) => void;
  /** A keyword of an extended header that tar does not know. */
  readonly onIgnored?: (keyword: string) => void;
  /** Bytes of the archive's file. */
  readonly onPosition?: (position: number) => void;
}

/** What the lines of a listing say, one after the other. */
export interface Survey {
  readonly read: (line: string) => void;
  /** Bytes of the tar stream up to the last header. */
  readonly position: () => number;
  /** What lies behind an end mark is no tar: the rest of the listing says nothing. */
  readonly isJunk: () => boolean;
  /** Nothing more is to be read of the listing. */
  readonly isOver: () => boolean;
  /** It is a volume of a tar that was split: of the rest nothing is needed. */
  readonly isVolume: () => boolean;
  /** undefined where the listing has no end. */
  readonly end: () => TarEnd | undefined;
}

/**
 * Where `tar -tRi` finds no header it prints the beginning of a line, and the next line where it finds one again (list.c, `read_and`):
 * `block 81: block 92: -rw-r--r-- …`. Behind a member that is damage, and its exit code says so; behind zeros it is junk.
 */
const NO_HEADER = /^block \d+: (?=block )/;

/**
 * Of a listing that goes on behind end marks: how many tars there are, and what lies behind the last one.
 * @param isKnown what is junk was left out already: nothing that looks like it ends the survey, such as the name of an attribute
 */
export function surveyListing({ onEntry, onAttribute }: Pick<ListingListener, 'onEntry' | 'onAttribute'>, isKnown: boolean): Survey {
  let position = 0;
  let tars = 1;
  /** First and last block of the zeros before this line. */
  let zeros: { readonly first: number; readonly last: number } | undefined;
  let isJunk = false;
  let isVolume = false;
  let end: number | undefined;

  const readMember = (entry: TarEntry): void => {
    if (zeros) tars += 1;
    zeros = undefined;
    position = (entry.block ?? 0) * 512;
    onEntry(entry);
  };
  const readEnd = ({ block, marked }: EndLine): void => {
    if (marked) zeros = { first: zeros?.first ?? block, last: block };
    else end = block;
  };
  const read = (line: string): void => {
    isJunk ||= !isKnown && zeros !== undefined && NO_HEADER.test(line);
    isVolume ||= isContinued(line);
    if (isJunk || isVolume) return;
    // First, because a gigabyte of zeros makes two million of these lines.
    const found = parseEnd(line);
    if (found) return readEnd(found);
    const entry = parseEntry(line);
    if (entry) return readMember(entry);
    const attribute = parseAttribute(line);
    if (attribute !== undefined) onAttribute?.(attribute);
  };
  const endingOf = (): Ending => ({ tars, marked: zeros !== undefined, junkAt: isJunk && zeros ? (zeros.last + 1) * 512 : null, trailing: false });
  const result = (): TarEnd | undefined => {
    const block = zeros?.first ?? end;
    if (block === undefined) return undefined;
    // Of one tar nobody reads more than its end mark; of several all.
    const blocks = tars === 1 && zeros ? zeros.first + 1 : (end ?? (zeros?.last ?? 0) + 1);
    return { block, blocks, streamBlocks: end, ending: endingOf() };
  };
  return { read, position: () => position, isJunk: () => isJunk, isOver: () => isJunk || isVolume, isVolume: () => isVolume, end: result };
}
