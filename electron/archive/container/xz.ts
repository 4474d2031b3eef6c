import { crc32 } from 'node:zlib';
import type { Bytes, Shape } from './bytes.ts';
import { type Look, type Survey, UNKNOWN } from './look.ts';

/**
 * The .xz file format 1.2.1: streams, each with a header, blocks, an index of these, and a footer that tells how long the index is; and zeros
 * behind any of them. So it is read from its end.
 */

const HEADER = Buffer.from('\xfd7zXZ\0', 'latin1');
const FRAME = 12;
/** Bytes of all indexes that are read in one look: they have a few a block, and xz makes blocks of megabytes. */
const MOST_INDEX = 4 * 1024 ** 2;
const MOST_PADDING = 1024 ** 2;
/** Something that was appended is looked for so far before the end. */
const MOST_BEHIND = 1024 ** 2;

/** What is looked at. */
interface File {
  readonly bytes: Bytes;
  /** Bytes of indexes that may still be read. */
  indexRoom: number;
}

export function* surveyXz(bytes: Bytes): Look {
  const file = { bytes, indexRoom: MOST_INDEX };
  const { shape, unpacked } = yield* walkUpTo(file, bytes.size);
  if (shape === 'whole') return { shape, length: unpacked };
  return shape === 'broken' ? yield* searchEnd(file) : UNKNOWN;
}

/** Looks for the end of streams behind which something else lies. */
function* searchEnd(file: File): Look {
  const { bytes } = file;
  const from = Math.max(0, bytes.size - MOST_BEHIND);
  const tail = bytes.at(from, bytes.size - from);
  for (let at = tail.lastIndexOf('YZ'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('YZ', at - 1)) {
    const end = from + at + 2;
    const { shape } = yield* walkUpTo(file, end);
    if (shape === 'unknown') return UNKNOWN;
    if (shape !== 'whole') continue;
    let next = at + 2;
    while (tail[next] === 0) next += 1;
    // Another stream, which is not whole.
    const isStream = HEADER.subarray(0, tail.length - next).equals(tail.subarray(next, next + HEADER.length));
    return isStream ? BROKEN : { shape: 'appended', length: undefined, end };
  }
  return BROKEN;
}

const BROKEN: Survey = { shape: 'broken', length: undefined };

interface Walk {
  readonly shape: Exclude<Shape, 'appended'>;
  /** Bytes of the streams that were passed, unpacked. */
  readonly unpacked: number;
}

/** A stream a step. */
function* walkUpTo(file: File, size: number): Generator<void, Walk, boolean> {
  let unpacked = 0;
  let end = size;
  while (end > 0) {
    if (yield) return { shape: 'unknown', unpacked };
    const padded = end;
    end = beforePadding(file.bytes, end);
    if (padded - end >= MOST_PADDING) return { shape: 'unknown', unpacked };
    const stream = streamBefore(file, end);
    // What lies before a whole stream and is none is for a reader to judge.
    if (typeof stream !== 'object') return { shape: stream === 'broken' && padded < size ? 'unknown' : stream, unpacked };
    // xz does not take other padding; a stream that was cut may end with zeros by chance.
    if ((padded - end) % 4 !== 0) return { shape: 'unknown', unpacked };
    end = stream.begin;
    unpacked += stream.unpacked;
  }
  return { shape: 'whole', unpacked };
}

/** What is read at a time: there may be padding behind each of a million streams. */
const PIECE = 4096;

/** @returns where the zeros begin; hardly more than {@link MOST_PADDING} are looked at, and the footer ends with a letter */
function beforePadding(bytes: Bytes, end: number): number {
  if (bytes.at(end - 1, 1)[0] !== 0) return end;
  let begin = end;
  while (begin > 0 && end - begin < MOST_PADDING) {
    const from = Math.max(0, begin - PIECE);
    const piece = bytes.at(from, begin - from);
    let length = piece.length;
    while (length > 0 && piece[length - 1] === 0) length -= 1;
    begin = from + length;
    if (length > 0) break;
  }
  return begin;
}

interface Stream {
  readonly begin: number;
  /** Bytes. */
  readonly unpacked: number;
}

/** @returns the stream that ends there */
function streamBefore(file: File, end: number): Stream | Exclude<Shape, 'whole' | 'appended'> {
  const { bytes } = file;
  if (end < 2 * FRAME) return 'broken';
  const footer = bytes.at(end - FRAME, FRAME);
  if (footer.toString('latin1', 10) !== 'YZ' || footer.readUInt32LE(0) !== crc32(footer.subarray(4, 10))) return 'broken';
  const indexBytes = (footer.readUInt32LE(4) + 1) * 4;
  const indexAt = end - FRAME - indexBytes;
  if (indexAt < FRAME) return 'broken';
  file.indexRoom -= indexBytes;
  if (file.indexRoom < 0) return 'unknown';
  const blocks = blocksIn(bytes.at(indexAt, indexBytes));
  if (blocks === undefined) return 'broken';
  const begin = indexAt - blocks.packed - FRAME;
  const header = begin < 0 ? undefined : bytes.at(begin, FRAME);
  const isHeader = header?.subarray(0, 6).equals(HEADER) && header.subarray(6, 8).equals(footer.subarray(8, 10));
  return isHeader ? { begin, unpacked: blocks.unpacked } : 'broken';
}

/** A block has a header, and its size is told without padding: none is shorter. */
const LEAST_BLOCK = 5;

/** @returns what the blocks take in the file, and unpacked; undefined where the index is damaged */
function blocksIn(index: Buffer): { readonly packed: number; readonly unpacked: number } | undefined {
  const body = index.subarray(0, -4);
  if (index.readUInt32LE(body.length) !== crc32(body) || body[0] !== 0) return undefined;
  const { next, isPadding } = numbersIn(body, 1);
  const records = next();
  // Each of them is two numbers.
  if (!(records <= body.length / 2)) return undefined;
  const sum = { packed: 0, unpacked: 0 };
  for (let left = records; left > 0; left -= 1) {
    const size = next();
    sum.packed += size < LEAST_BLOCK ? NaN : Math.ceil(size / 4) * 4;
    sum.unpacked += next();
  }
  const isWhole = Number.isSafeInteger(sum.packed) && Number.isSafeInteger(sum.unpacked) && isPadding();
  return isWhole ? sum : undefined;
}

interface Numbers {
  /** @returns NaN for what is none */
  readonly next: () => number;
  /** Whether only zeros are left, up to the next four bytes. */
  readonly isPadding: () => boolean;
}

/** Bytes of a number at most. */
const LONGEST_NUMBER = 9;

/** Seven bits a byte, the lowest first; the last byte has no eighth. */
function numbersIn(bytes: Buffer, from: number): Numbers {
  let at = from;
  const next = (): number => {
    let value = 0;
    let factor = 1;
    for (const end = at + LONGEST_NUMBER; at < end; factor *= 128) {
      const byte = bytes[at] ?? NaN;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  const isPadding = (): boolean => bytes.length - at < 4 && bytes.subarray(at).every((byte) => byte === 0);
  return { next, isPadding };
}
