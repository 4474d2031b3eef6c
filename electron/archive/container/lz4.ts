import type { Bytes } from './bytes.ts';
import type { ContentSize, Frame } from './frames.ts';

/** A frame of lz4 (LZ4 Frame Format 1.6.4). The legacy format has no end mark: of that nothing can be told. */

const MAGIC = 0x184d2204;
/** What the flags put into a frame. */
const FLAGS = { dictionary: 0x01, contentChecksum: 0x04, contentSize: 0x08, blockChecksum: 0x10 };
/** The highest bit says that a block is not compressed. */
const LENGTH = 0x7fffffff;
/** Bytes of a block by three bits of the block descriptor: 4 is 64 KiB, and each further one four times as much. */
const mostOf = (descriptor: number): number => 256 << (2 * ((descriptor >> 4) & 7));

export const lz4Frame: Frame = function* (bytes: Bytes, begin: number) {
  const header = headerAt(bytes, begin);
  if (typeof header === 'string') return header;
  let at = header.end;
  for (;;) {
    const head = bytes.at(at, 4);
    if (head.length < 4) return 'broken';
    at += 4;
    const word = head.readUInt32LE(0);
    const length = word & LENGTH;
    if (length === 0) return at + header.sumBytes;
    at += length + header.blockSumBytes;
    yield { end: at, most: word > LENGTH ? length : header.mostOfBlock };
  }
};

interface Header {
  readonly end: number;
  /** Bytes that a block is unpacked at most. */
  readonly mostOfBlock: number;
  readonly blockSumBytes: number;
  readonly sumBytes: number;
}

function headerAt(bytes: Bytes, begin: number): Header | 'unknown' | 'broken' {
  const head = bytes.at(begin, 6);
  if (head.length >= 4 && head.readUInt32LE(0) !== MAGIC) return 'unknown';
  const [flags, descriptor = 0] = head.subarray(4);
  if (flags === undefined) return begin === 0 ? 'broken' : 'unknown';
  const bytesFor = (flag: number, length: number): number => ((flags & flag) === 0 ? 0 : length);
  return {
    // Magic, flags, block descriptor and checksum of the header.
    end: begin + 7 + bytesFor(FLAGS.contentSize, 8) + bytesFor(FLAGS.dictionary, 4),
    mostOfBlock: mostOf(descriptor),
    blockSumBytes: bytesFor(FLAGS.blockChecksum, 4),
    sumBytes: bytesFor(FLAGS.contentChecksum, 4),
  };
}

export const lz4ContentSize: ContentSize = (bytes, begin) => {
  const header = bytes.at(begin, 14);
  const has = header.length === 14 && ((header[4] ?? 0) & FLAGS.contentSize) !== 0;
  // To whoever decompresses it a size of nothing is none, and is not looked at (`LZ4F_decompress`).
  return (has && Number(header.readBigUInt64LE(6))) || undefined;
};
