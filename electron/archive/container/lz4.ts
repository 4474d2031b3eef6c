import type { Bytes } from './bytes.ts';
import type { ContentSize, Frame } from './frames.ts';

/** A frame of lz4 (LZ4 Frame Format 1.6.4). The legacy format has no end mark: of that nothing can be told. */

const MAGIC = 0x184d2204;
/** What the flags put into a frame. */
const FLAGS = { dictionary: 0x01, contentChecksum: 0x04, contentSize: 0x08, blockChecksum: 0x10 };
/** The highest bit says that a block is not compressed. */
const LENGTH = 0x7fffffff;

export const lz4Frame: Frame = function* (bytes: Bytes, begin: number) {
  const head = bytes.at(begin, 5);
  if (head.length >= 4 && head.readUInt32LE(0) !== MAGIC) return 'unknown';
  const flags = head[4];
  if (flags === undefined) return begin === 0 ? 'broken' : 'unknown';
  const has = (flag: number): boolean => (flags & flag) !== 0;
  // Magic, flags, block descriptor and checksum of the header.
  let at = begin + 7 + (has(FLAGS.contentSize) ? 8 : 0) + (has(FLAGS.dictionary) ? 4 : 0);
  for (;;) {
    const header = bytes.at(at, 4);
    if (header.length < 4) return 'broken';
    at += 4;
    const length = header.readUInt32LE(0) & LENGTH;
    if (length === 0) return at + (has(FLAGS.contentChecksum) ? 4 : 0);
    at += length + (has(FLAGS.blockChecksum) ? 4 : 0);
    yield undefined;
  }
};

export const lz4ContentSize: ContentSize = (bytes, begin) => {
  const header = bytes.at(begin, 14);
  const has = header.length === 14 && ((header[4] ?? 0) & FLAGS.contentSize) !== 0;
  return has ? Number(header.readBigUInt64LE(6)) : undefined;
};
