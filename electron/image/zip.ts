import type { Bytes } from '../archive/container/bytes.ts';

/** The central directory of a zip (APPNOTE.TXT 6.3.10), which is at its end and says where everything else is. */

export interface ZipMember {
  readonly name: string;
  /** Of compression: 0 for none, 8 for deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly crc32: number;
  /** Of its local header. */
  readonly headerByte: number;
}

/** Why it cannot be read, as the end of a sentence. */
export type Unreadable = 'cut' | 'in-parts';

const END = 22;
/** A remark may lie behind it. */
const MOST_BEHIND = 65_535;
const MOST_DIRECTORY = 16 * 1024 ** 2;

/** @returns its files, folders left out */
export function membersOf(bytes: Bytes): readonly ZipMember[] | Unreadable {
  const directory = directoryOf(bytes);
  if (typeof directory === 'string') return directory;
  const members: ZipMember[] = [];
  let at = 0;
  while (at < directory.length) {
    const fixed = directory.subarray(at, at + 46);
    if (fixed.length < 46 || fixed.readUInt32LE(0) !== 0x02014b50) return 'cut';
    const [nameBytes, extraBytes, remarkBytes] = [28, 30, 32].map((offset) => fixed.readUInt16LE(offset)) as [number, number, number];
    const extraAt = at + 46 + nameBytes;
    const name = directory.toString('utf8', at + 46, extraAt);
    const member = memberOf(fixed, directory.subarray(extraAt, extraAt + extraBytes), name);
    if (!name.endsWith('/')) members.push(member);
    at = extraAt + extraBytes + remarkBytes;
  }
  return members;
}

/** Where the data of a member begins; undefined where there is no member. Its local header has a name and fields of its own. */
export function dataByteOf(bytes: Bytes, { headerByte }: ZipMember): number | undefined {
  const header = bytes.at(headerByte, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return undefined;
  return headerByte + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

interface End {
  /** Where this record begins: right in front of it the directory ends. */
  readonly at: number;
  readonly isInParts: boolean;
  readonly directoryBytes: number;
  readonly directoryAt: number;
}

function directoryOf(bytes: Bytes): Buffer | Unreadable {
  const end = endOf(bytes);
  if (!end) return 'cut';
  if (end.isInParts) return 'in-parts';
  const { directoryAt, directoryBytes } = end;
  if (directoryBytes > MOST_DIRECTORY || directoryAt + directoryBytes > end.at) return 'cut';
  return bytes.at(directoryAt, directoryBytes);
}

function endOf(bytes: Bytes): End | undefined {
  const from = Math.max(0, bytes.size - END - MOST_BEHIND);
  const tail = bytes.at(from, bytes.size - from);
  for (let at = tail.length - END; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== 0x06054b50 || at + END + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const disks = [4, 6].map((offset) => tail.readUInt16LE(at + offset));
    const end = { at: from + at, isInParts: disks.some((disk) => disk !== 0 && disk !== 0xffff) };
    return largeEnd(bytes, from + at) ?? { ...end, directoryBytes: tail.readUInt32LE(at + 12), directoryAt: tail.readUInt32LE(at + 16) };
  }
  return undefined;
}

/** Of zip64: a locator in front of the usual end says where its own is. */
function largeEnd(bytes: Bytes, endAt: number): End | undefined {
  const locator = bytes.at(endAt - 20, 20);
  if (endAt < 20 || locator.readUInt32LE(0) !== 0x07064b50) return undefined;
  const at = Number(locator.readBigUInt64LE(8));
  const end = Number.isSafeInteger(at) ? bytes.at(at, 56) : Buffer.alloc(0);
  if (end.length < 56 || end.readUInt32LE(0) !== 0x06064b50) return undefined;
  const isInParts = end.readUInt32LE(16) !== 0 || end.readUInt32LE(20) !== 0;
  return { at, isInParts, directoryBytes: Number(end.readBigUInt64LE(40)), directoryAt: Number(end.readBigUInt64LE(48)) };
}

function memberOf(fixed: Buffer, extra: Buffer, name: string): ZipMember {
  const large = largeFields(extra);
  // In this order, and only those that did not fit.
  const number = (offset: number): number => {
    const small = fixed.readUInt32LE(offset);
    return small === 0xffffffff ? (large.next().value ?? small) : small;
  };
  const [unpackedBytes, packedBytes, headerByte] = [number(24), number(20), number(42)];
  return {
    name,
    method: fixed.readUInt16LE(10),
    isEncrypted: (fixed.readUInt16LE(8) & 1) !== 0,
    crc32: fixed.readUInt32LE(16),
    packedBytes,
    unpackedBytes,
    headerByte,
  };
}

function* largeFields(extra: Buffer): Generator<number, undefined> {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    for (let in8 = 0; in8 + 8 <= field.length; in8 += 8) yield Number(field.readBigUInt64LE(in8));
  }
  return undefined;
}
