import { type Attributes, attributesOf, type PaxRecord, parseRecords } from './pax.ts';
import { BLOCK, parseHeader, type TarHeader, textOf } from './tarHeader.ts';

/** A member by its headers: what tar does not list. */
export interface TarMember {
  /** A byte string (`names.ts`). */
  readonly name: string;
  /** One character (tar(5)). */
  readonly type: string;
  /** null where they are more than {@link MOST_HEADER}. */
  readonly attributes: Attributes | null;
}

/** @param records of its extended headers, as far as they were looked at */
export type OnMember = (member: TarMember, records: readonly PaxRecord[]) => void;

/**
 * Bytes of one extended header that are looked at. Linux allows 64 KiB of names and as much for each value, but ext4 has room for
 * some KiB, and nothing that this machine does for a header may depend on what somebody has written into its size.
 */
export const MOST_HEADER = 1024 ** 2;

/** What the parser asks for: so many bytes next, or so many to be passed over. `isBetween`: nothing is begun that these would go on with. */
export type Wish = { readonly take: number; readonly isBetween?: boolean } | { readonly skip: number };

export interface ReadingOptions {
  /** Goes on behind an end mark, as tar does with `--ignore-zeros`. */
  readonly ignoresZeros: boolean;
  /** Who takes the contents of the member that was told last. Sparse files, whose contents are not in one piece, are not asked for. */
  readonly contentsTo?: () => Taker | undefined;
  /** Told of every header, in the piece that it came in where it lies in one. */
  readonly onHeader?: (block: Buffer) => void;
}

/** Pieces of contents in their order; bytes that are gone afterwards. */
export type Taker = (piece: Buffer) => void;

/** What extended headers say of the member behind them. */
interface Extra {
  readonly longName?: string;
  readonly records: readonly PaxRecord[];
  readonly isTooLarge: boolean;
}

const NOTHING: Extra = { records: [], isTooLarge: false };

/**
 * Reads the headers of a tar stream (tar(5), pax(1p); tar's list.c and xheader.c) up to its end mark, or to what is no header.
 * Contents are passed over, holes and all. It is handed what it wishes for.
 */
export function* parseMembers(onMember: OnMember, { ignoresZeros, contentsTo, onHeader }: ReadingOptions): Generator<Wish, void, Buffer> {
  let common = NOTHING;
  let extra = NOTHING;
  for (;;) {
    const block: Buffer = yield { take: BLOCK, isBetween: extra === NOTHING };
    const header = told(block, onHeader);
    if (!header && ignoresZeros && block.every((byte) => byte === 0)) continue;
    if (!header) return;
    if (header.type === 'g') common = extend(NOTHING, header, yield* contents(header));
    else if (isExtension(header)) extra = extend(extra, header, yield* contents(header));
    else {
      const extras = [common, extra];
      const member = yield* headOf(header, extras);
      if (member) onMember(member, recordsOf(extras));
      const taker = member && !isSparse(header, extra) ? contentsTo?.() : undefined;
      yield* body(sizeOf(header, extras), taker);
      extra = NOTHING;
    }
  }
}

function told(block: Buffer, onHeader: ReadingOptions['onHeader']): TarHeader | undefined {
  const header = parseHeader(block);
  if (header) onHeader?.(block);
  return header;
}

/** `X` is what Solaris has for `x`; `L` and `K` are GNU tar's long names and link targets. */
const isExtension = ({ type }: TarHeader): boolean => 'xXLK'.includes(type);

/** Of an extended header, as bytes of our own, which outlive the piece that they came in; null if it is too large. */
function* contents({ size }: TarHeader): Generator<Wish, Buffer | null, Buffer> {
  if (size > MOST_HEADER) {
    yield { skip: inBlocks(size) };
    return null;
  }
  return Buffer.from((yield { take: inBlocks(size) }).subarray(0, size));
}

function extend(extra: Extra, { type }: TarHeader, data: Buffer | null): Extra {
  if (type === 'K') return extra;
  if (type === 'L') return data ? { ...extra, longName: textOf(data) } : { ...extra, isTooLarge: true };
  const records = data && parseRecords(data);
  return records ? { ...extra, records } : { ...extra, isTooLarge: true };
}

/** Not members, but what tar says of itself: labels, and parts of files on other volumes. */
const NO_MEMBERS = 'VM';
/** No file is longer (2^52 bytes): what says so has no end, and positions behind it stay numbers that can be counted with. */
const MOST_CONTENT = 2 ** 52;
/** Hard and symbolic links, device nodes, folders and FIFOs have no contents, whatever size their headers tell. */
const EMPTY = '123456';

function* headOf(header: TarHeader, extras: readonly Extra[]): Generator<Wish, TarMember | undefined, Buffer> {
  yield* sparseMap(header);
  const { type } = header;
  if (NO_MEMBERS.includes(type)) return undefined;
  const records = recordsOf(extras);
  const name = said(records, 'GNU.sparse.name') ?? said(records, 'path') ?? extras.at(-1)?.longName ?? header.name;
  return { name, type, attributes: extras.some(({ isTooLarge }) => isTooLarge) ? null : attributesOf(records) };
}

function sizeOf({ type, size: own }: TarHeader, extras: readonly Extra[]): number {
  const size = EMPTY.includes(type) ? 0 : Number(said(recordsOf(extras), 'size') ?? own);
  return size >= 0 && size <= MOST_CONTENT ? size : MOST_CONTENT;
}

function isSparse({ type }: TarHeader, { records }: Extra): boolean {
  return type === 'S' || records.some(({ keyword }) => keyword.startsWith('GNU.sparse.'));
}

function* body(bytes: number, taker: Taker | undefined): Generator<Wish, void, Buffer> {
  if (taker) yield* hand(bytes, taker);
  yield { skip: inBlocks(bytes) - (taker ? bytes : 0) };
}

/** In pieces, because there may be more of it than fits into memory. */
function* hand(bytes: number, taker: Taker): Generator<Wish, void, Buffer> {
  for (let left = bytes; left > 0; left -= PIECE) taker(yield { take: Math.min(left, PIECE) });
}

const PIECE = 64 * 1024;

/** In their order: what is said later counts. */
function recordsOf(extras: readonly Extra[]): PaxRecord[] {
  return extras.flatMap(({ records }) => records);
}

function said(records: readonly PaxRecord[], keyword: string): string | undefined {
  const record = records.findLast((each) => each.keyword === keyword);
  return record && textOf(record.value);
}

/** Each block of 21 places ends with a byte that tells whether another one follows (`struct sparse_header` in tar's tar.h). */
function* sparseMap({ mapGoesOn }: TarHeader): Generator<Wish, void, Buffer> {
  let goesOn = mapGoesOn;
  while (goesOn) goesOn = (yield { take: BLOCK })[504] === 1;
}

function inBlocks(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
