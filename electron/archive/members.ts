import { commonOf, NO_COMMON } from './common.ts';
import { extend, isExtension, MOST_HEADER, NOTHING, recordsIn } from './extension.ts';
import { isContinued, type MemberHead, memberOf, type TarMember } from './member.ts';
import type { OnFault } from './paxFields.ts';
import type { Region, SparseMap } from './sparse.ts';
import { BLOCK, inBlocks, parseHeader, tellsFalseSize, type TarHeader } from './tarHeader.ts';

export type OnMember = (member: TarMember) => void;

/** What the parser asks for: so many bytes next, or so many to be passed over. `isBetween`: nothing is begun that these would go on with. */
export type Wish = { readonly take: number; readonly isBetween?: boolean } | { readonly skip: number };

export interface ReadingOptions {
  /** Goes on behind an end mark, as tar does with `--ignore-zeros`. */
  readonly ignoresZeros: boolean;
  /** Who takes contents of the member that was told last, if it has any. */
  readonly contentsTo?: (member: TarMember) => Taker | undefined;
  /** Told of every header, in the piece that it came in where it lies in one. */
  readonly onHeader?: (block: Buffer) => void;
}

export interface Taker {
  /** How many bytes from its beginning are wanted. */
  readonly most: number;
  /** A piece of contents, which is gone afterwards, and where in the file it belongs. In their order; holes do not come. */
  readonly take: (piece: Buffer, position: number) => void;
}

/** How far a stream was read. Positions in blocks of 512 bytes. */
export interface Course {
  /** All that was looked at or passed over. */
  block: number;
  /** Of the last header. */
  header: number;
  /** Tars that lie one behind the other. */
  tars: number;
  /** First and last of the zeros behind the last member. */
  zeros: { readonly first: number; readonly last: number } | undefined;
  /** Something is no header where one had to be. */
  isLost: boolean;
  /** It is a volume of a tar that was split, and is read no further. */
  isVolume: boolean;
  /** There was a link, device or FIFO that tells a size. */
  falseSizes: boolean;
  /** What makes tar fail, the first few. */
  readonly faults: string[];
  /** All of them are numbers of owners. */
  onlyOwners: boolean;
}

export function startOfCourse(): Course {
  return { block: 0, header: 0, tars: 1, zeros: undefined, isLost: false, isVolume: false, falseSizes: false, faults: [], onlyOwners: true };
}

const HEADER: Wish = { take: BLOCK, isBetween: true };
const MORE: Wish = { take: BLOCK };

/**
 * Reads the headers of a tar stream (tar(5), pax(1p)) as GNU tar does (list.c, xheader.c, sparse.c) up to its end mark, or to what is no
 * header. It is handed what it wishes for.
 */
export function* parseMembers(course: Course, onMember: OnMember, options: ReadingOptions): Generator<Wish, void, Buffer> {
  const onFault = faultsIn(course);
  let common = NO_COMMON;
  let own = NOTHING;
  for (;;) {
    const block: Buffer = yield own === NOTHING ? HEADER : MORE;
    if (isZero(block)) {
      own = NOTHING;
      passZeros(course);
      if (options.ignoresZeros) continue;
      return;
    }
    const header = headerOf(course, block, options);
    if (!header) return;
    if (isExtension(header)) {
      const bytes = yield* readExtension(course, header);
      if (header.type === 'g') common = commonOf(recordsIn(bytes, header.size, onFault), onFault);
      else own = extend(own, header, bytes, onFault);
      continue;
    }
    const head = memberOf(header, course.header, { common, own }, onFault);
    own = NOTHING;
    note(course, block, head);
    if (course.isVolume) return;
    if (header.type !== LABEL) onMember(head.member);
    if (head.map) head.stored -= yield* readMap(course, head.map, onFault);
    if (head.stored > 0) yield* readContents(course, head, options);
  }
}

function* readContents(course: Course, { member, stored, map }: MemberHead, { contentsTo }: ReadingOptions): Generator<Wish, void, Buffer> {
  const taker = member.typeflag === LABEL ? undefined : contentsTo?.(member);
  const taken: number = taker ? yield* hand(taker, stored, map?.regions ?? ALL) : 0;
  if (inBlocks(stored) > taken) yield { skip: inBlocks(stored) - taken };
  course.block += inBlocks(stored) / BLOCK;
}

/** Not a member, but what tar says of itself. */
const LABEL = 'V';
const ALL: readonly Region[] = [{ offset: 0, bytes: Infinity }];
const ZEROS = Buffer.alloc(BLOCK);
const isZero = (block: Buffer): boolean => block[0] === 0 && block.equals(ZEROS);

function headerOf(course: Course, block: Buffer, { onHeader }: ReadingOptions): TarHeader | undefined {
  const header = parseHeader(block);
  course.isLost = !header;
  if (!header) return undefined;
  course.header = course.block;
  course.block += 1;
  onHeader?.(block);
  return header;
}

function passZeros(course: Course): void {
  course.zeros = { first: course.zeros?.first ?? course.block, last: course.block };
  course.block += 1;
}

function note(course: Course, block: Buffer, { member }: MemberHead): void {
  course.isVolume = isContinued(member);
  course.falseSizes ||= tellsFalseSize(block);
  if (member.typeflag === LABEL || course.isVolume) return;
  if (course.zeros) course.tars += 1;
  course.zeros = undefined;
}

const MOST_FAULTS = 8;

function faultsIn(course: Course): OnFault {
  return (what, isOfOwner = false) => {
    course.onlyOwners &&= isOfOwner;
    if (course.faults.length < MOST_FAULTS) course.faults.push(`block ${course.header}: ${what}`);
  };
}

/** @returns the beginning of its blocks, as bytes of our own, which outlive the piece that they came in */
function* readExtension(course: Course, { size }: TarHeader): Generator<Wish, Buffer, Buffer> {
  const all = inBlocks(size);
  const bytes = all === 0 ? ZEROS : Buffer.from(yield { take: Math.min(all, MOST_HEADER) });
  if (all > MOST_HEADER) yield { skip: all - MOST_HEADER };
  course.block += all / BLOCK;
  return bytes;
}

/** @returns how many bytes of contents it takes */
function* readMap(course: Course, map: SparseMap, onFault: OnFault): Generator<Wish, number, Buffer> {
  let blocks = 0;
  let goesOn = map.goesOn;
  for (; goesOn; blocks += 1) goesOn = map.read(yield MORE);
  if (goesOn === undefined) onFault('its map of a sparse file is damaged');
  course.block += blocks;
  return map.isContent ? blocks * BLOCK : 0;
}

const PIECE = 64 * 1024;

/** In pieces, because there may be more of it than fits into memory. @returns how many bytes have come */
function* hand({ most, take }: Taker, stored: number, regions: readonly Region[]): Generator<Wish, number, Buffer> {
  let used = 0;
  for (const { offset, bytes } of regions) {
    const wanted = Math.min(bytes, most - offset, stored - used);
    for (let left = wanted; left > 0; left -= PIECE) take(yield { take: Math.min(left, PIECE) }, offset + wanted - left);
    used += Math.max(0, wanted);
    if (wanted < bytes) return used;
    yield { skip: inBlocks(bytes) - bytes };
    used += inBlocks(bytes) - bytes;
  }
  return used;
}
