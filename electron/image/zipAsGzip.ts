import type { ZipEntry } from '../../shared/imageFacts.ts';

/**
 * What zip and gzip call deflated is the same (RFC 1951): between a header and the sums that a zip has elsewhere, a member is a gzip file, and whatever
 * unpacks gzip unpacks it, and proves it.
 */
export interface GzipWrapping {
  readonly before: Buffer;
  readonly behind: Buffer;
}

/** RFC 1952, 2.3: no name, no time, of an unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

export function asGzip({ crc32, unpackedBytes }: Pick<ZipEntry, 'crc32' | 'unpackedBytes'>): GzipWrapping {
  const behind = Buffer.alloc(8);
  behind.writeUInt32LE(crc32, 0);
  behind.writeUInt32LE(unpackedBytes % 2 ** 32, 4);
  return { before: HEADER, behind };
}
