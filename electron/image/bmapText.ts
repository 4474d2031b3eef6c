/**
 * The text of a block map, as bmaptool(1) writes it: XML of a fixed form, with one element a line and comments between them. What is not of this form is
 * not understood.
 */
export interface BmapText {
  readonly version: string;
  /** Elements that hold one word, by their names. */
  readonly words: ReadonlyMap<string, string>;
  readonly ranges: readonly BmapRange[];
}

export interface BmapRange {
  /** Blocks, from 0; both are within. */
  readonly first: number;
  readonly last: number;
  /** In hexadecimal digits; null where it was made without. */
  readonly checksum: string | null;
}

const BEGIN = /^(?:<\?xml [^<>]*\?>\s*)?<bmap\s+version="(?<version>\d+\.\d+)"\s*>/;
const ELEMENT = /\s*<(?<name>\w+)>\s*(?<word>[\w.-]+)\s*<\/\k<name>>/y;
const RANGE = /\s*<Range(?:\s+(?:chksum|sha1)="(?<checksum>[0-9a-f]+)")?\s*>\s*(?<first>\d{1,12})\s*(?:-\s*(?<last>\d{1,12})\s*)?<\/Range>/y;

/** @returns undefined for anything else */
export function readBmapText(text: string): BmapText | undefined {
  const parts = partsOf(text);
  const elements = parts && allOf(ELEMENT, parts.beside);
  const ranges = parts && allOf(RANGE, parts.map);
  if (!elements || !ranges) return undefined;
  const words = new Map(elements.map(({ name = '', word = '' }) => [name, word]));
  if (words.size < elements.length) return undefined;
  return {
    version: parts.version,
    words,
    ranges: ranges.map(({ checksum = null, first = '', last = first }) => ({ first: Number(first), last: Number(last), checksum })),
  };
}

interface Parts {
  readonly version: string;
  readonly map: string;
  /** What stands in front of the map and behind it. */
  readonly beside: string;
}

/** By searches that take no longer for what was made to take long. */
function partsOf(text: string): Parts | undefined {
  const bare = withoutComments(text)?.trim();
  const begin = bare === undefined ? null : BEGIN.exec(bare);
  const version = begin?.groups?.['version'];
  if (bare === undefined || begin === null || version === undefined || !bare.endsWith(END)) return undefined;
  const inner = bare.slice(begin[0].length, -END.length);
  const [from, to] = [inner.indexOf(MAP), inner.indexOf(MAP_END)];
  if (from < 0 || to < from) return undefined;
  return { version, map: inner.slice(from + MAP.length, to), beside: inner.slice(0, from) + inner.slice(to + MAP_END.length) };
}

const END = '</bmap>';
const MAP = '<BlockMap>';
const MAP_END = '</BlockMap>';

/** @returns undefined where one has no end */
function withoutComments(text: string): string | undefined {
  const [first = '', ...pieces] = text.split('<!--');
  const ends = pieces.map((piece) => piece.indexOf('-->'));
  return ends.includes(-1) ? undefined : [first, ...pieces.map((piece, i) => piece.slice((ends[i] ?? 0) + 3))].join('');
}

/** @returns undefined where anything stands between them or behind */
function allOf(pattern: RegExp, text: string): Readonly<Record<string, string | undefined>>[] | undefined {
  const found: Readonly<Record<string, string | undefined>>[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    found.push(match.groups ?? {});
    if (pattern.lastIndex >= end) return found;
  }
  return end === 0 ? found : undefined;
}
