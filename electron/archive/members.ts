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
}

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
export function* parseMembers(onMember: OnMember, { ignoresZeros }: ReadingOptions): Generator<Wish, void, Buffer> {
  let common = NOTHING;
  let extra = NOTHING;
  for (;;) {
    const block: Buffer = yield { take: BLOCK, isBetween: extra === NOTHING };
    const header = parseHeader(block);
    if (!header && ignoresZeros && block.every((byte) => byte === 0)) continue;
    if (!header) return;
    if (header.type === 'g') common = extend(NOTHING, header, yield* contents(header));
    else if (isExtension(header)) extra = extend(extra, header, yield* contents(header));
    else {
      yield* body(header, extra, common, onMember);
      extra = NOTHING;
    }
  }
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

function* body(header: TarHeader, extra: Extra, common: Extra, onMember: OnMember): Generator<Wish, void, Buffer> {
  const records = [...common.records, ...extra.records];
  const { type } = header;
  yield* sparseMap(header);
  if (!NO_MEMBERS.includes(type)) {
    const name = said(records, 'GNU.sparse.name') ?? said(records, 'path') ?? extra.longName ?? header.name;
    const attributes = extra.isTooLarge || common.isTooLarge ? null : attributesOf(records);
    onMember({ name, type, attributes }, records);
  }
  const size = EMPTY.includes(type) ? 0 : Number(said(records, 'size') ?? header.size);
  yield { skip: size >= 0 && size <= MOST_CONTENT ? inBlocks(size) : MOST_CONTENT };
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
