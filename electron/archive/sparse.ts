import type { TarHeader } from './tarHeader.ts';
import { readNumber } from './tarNumber.ts';

/** Maps of sparse files (GNU tar's sparse.c): which parts of a file its contents in the archive are. */

export interface Region {
  /** In the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** Of the largest map a beginning is enough, and no archive has a right to more memory. */
const MOST_REGIONS = 1024;

/** Where a block has places for regions, of 24 bytes each, and the byte that tells whether another such block follows. */
interface Places {
  readonly at: number;
  readonly count: number;
  readonly goesOnAt: number;
}

/** `struct oldgnu_header`, `struct star_in_header` and `struct sparse_header` in tar's tar.h. */
const IN_HEADER = {
  gnu: { at: 386, count: 4, goesOnAt: 482, realSizeAt: 483 },
  star: { at: 356, count: 4, goesOnAt: 355, realSizeAt: 452 },
} as const;
const IN_BLOCK: Places = { at: 0, count: 21, goesOnAt: 504 };

/** A map while it is read, block by block. */
export interface SparseMap {
  readonly regions: Region[];
  /** Bytes of the file with its holes, where that is told. */
  readonly realSize: number | undefined;
  /** Whether its blocks are part of the contents. */
  readonly isContent: boolean;
  /** @returns whether another block is part of it; undefined where it is damaged */
  readonly read: (block: Buffer) => boolean | undefined;
  /** What `read` would have said of the header. */
  readonly goesOn: boolean | undefined;
}

/** The map that begins in a header of the type `S`. @param isStars star's, which is POSIX's otherwise */
export function mapInHeader({ block }: TarHeader, isStars: boolean): SparseMap {
  const places = IN_HEADER[isStars ? 'star' : 'gnu'];
  const told = readNumber(block, places.realSizeAt, 12);
  const realSize = told >= 0 ? told : 0;
  const regions: Region[] = [];
  // Star has none there where it has a prefix of the name, or a number that fills its place.
  const isElsewhere = isStars && (block[345] !== 0 || block[366] === 0);
  const read = (from: Buffer, where: Places): boolean | undefined => readPlaces(from, where, { regions, realSize });
  return { regions, realSize, isContent: isStars, read: (more) => read(more, IN_BLOCK), goesOn: told >= 0 ? isElsewhere || read(block, places) : undefined };
}

function readPlaces(
  block: Buffer,
  { at: start, count, goesOnAt }: Places,
  { regions, realSize }: { readonly regions: Region[]; readonly realSize: number },
): boolean | undefined {
  for (let index = 0; index < count; index += 1) {
    const at = start + index * 24;
    if (block[at + 12] === 0) return false;
    const region = { offset: readNumber(block, at, 12), bytes: readNumber(block, at + 12, 12) };
    if (!(region.offset >= 0 && region.bytes >= 0 && region.offset + region.bytes <= realSize)) return undefined;
    if (regions.length < MOST_REGIONS) regions.push(region);
  }
  return block[goesOnAt] !== 0;
}

/** The map in the records of an extended header: nobody asks for the contents of what so old a tar has packed. */
export function mapElsewhere(realSize: number | undefined): SparseMap {
  return { regions: [], realSize, isContent: false, read: () => false, goesOn: false };
}

/** The map in front of the contents, in lines: how many regions there are, and the offset and the length of each. */
export function mapInContents(realSize: number | undefined): SparseMap {
  const regions: Region[] = [];
  let line = '';
  let left: number | undefined;
  let offset: number | undefined;
  const take = (value: number): void => {
    if (left === undefined) {
      left = value * 2;
      return;
    }
    left -= 1;
    if (offset !== undefined && regions.length < MOST_REGIONS) regions.push({ offset, bytes: value });
    offset = offset === undefined ? value : undefined;
  };
  const read = (block: Buffer): boolean | undefined => {
    const lines = (line + block.toString('latin1')).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines) {
      if (left === 0) break;
      if (!/^\d{1,19}$/.test(each)) return undefined;
      take(Number(each));
    }
    return left === 0 ? false : line.length < 20 || undefined;
  };
  return { regions, realSize, isContent: true, read, goesOn: true };
}
