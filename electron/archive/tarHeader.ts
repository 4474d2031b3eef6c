import { readNumber, readOctal } from './tarNumber.ts';

const SIZE = 124;
const CHECKSUM = 148;
const CHECKSUM_LENGTH = 8;
const TYPE = 156;
const MAGIC = 257;
const PREFIX = 345;
export const BLOCK = 512;

export function inBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

/**
 * Whether a tar stream begins here: the magic number of ustar, pax and GNU tar, or, for the oldest format that has
 * none, a header whose checksum is right (tar(5)).
 */
export function isTarHeader(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  return head.toString('latin1', MAGIC, MAGIC + 5) === 'ustar' || (head[0] !== 0 && hasValidChecksum(head));
}

/** By its magic number: POSIX's, GNU tar's own, or none at all. */
export type Format = 'ustar' | 'gnu' | 'v7';

/** One header of 512 bytes, as it stands: extended headers may say otherwise. Numbers are NaN where they are none. */
export interface TarHeader {
  readonly format: Format;
  /** One character (tar(5)); NUL, which the oldest tars have for files, is `0`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** The 512 bytes, for what few headers have; they are gone when the next ones come. */
  readonly block: Buffer;
}

/** @returns undefined for what is no header: the zeros at the end, or something damaged */
export function parseHeader(block: Buffer): TarHeader | undefined {
  if (!hasValidChecksum(block)) return undefined;
  const type = typeOf(block);
  // As tar does, which passes over what a hard link says.
  const size = type === '1' ? 0 : readNumber(block, SIZE, 12);
  return size >= 0 ? { format: formatOf(block), type, size, block } : undefined;
}

const typeOf = (block: Buffer): string => String.fromCharCode(block[TYPE] || 0x30);

function formatOf(block: Buffer): Format {
  if (block.readUInt32BE(MAGIC) !== 0x75737461 || block[MAGIC + 4] !== 0x72) return 'v7';
  if (block[MAGIC + 5] === 0) return 'ustar';
  return block[MAGIC + 5] === 0x20 && block[MAGIC + 6] === 0x20 && block[MAGIC + 7] === 0 ? 'gnu' : 'v7';
}

const ATIME = 476;
const CTIME = 488;

/** Whether star has made it, which has times behind a shorter prefix. */
export function isOfStar({ format, block }: TarHeader): boolean {
  const isTime = (at: number): boolean => block[at + 11] === 0x20 && isOctal(block[at]);
  return format === 'ustar' && block[ATIME - 1] === 0 && isTime(ATIME) && isTime(CTIME);
}

/** Whether bsdtar has made it, in its own format: its modes end in a space and NUL (libarchive's archive_write_set_format_ustar.c). */
export function isOfBsdtar({ format, block }: TarHeader): boolean {
  return format === 'ustar' && block[106] === 0x20 && block[107] === 0;
}

const isOctal = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x37;

/** A byte string (`names.ts`). */
export function nameIn({ format, block }: TarHeader): string {
  const name = textIn(block, 0, 100);
  return format === 'ustar' && block[PREFIX] !== 0 ? `${textIn(block, PREFIX, 155)}/${name}` : name;
}

export const linkTargetIn = ({ block }: TarHeader): string => textIn(block, 157, 100);
export const modeIn = ({ block }: TarHeader): number => readNumber(block, 100, 8);
export const uidIn = ({ block }: TarHeader): number => readNumber(block, 108, 8);
export const gidIn = ({ block }: TarHeader): number => readNumber(block, 116, 8);
export const mtimeIn = ({ block }: TarHeader): number => readNumber(block, 136, 12);

export interface DeviceNumber {
  readonly major: number;
  readonly minor: number;
}

/** The oldest format has none. */
export function deviceIn({ format, block }: TarHeader): DeviceNumber {
  return format === 'v7' ? { major: 0, minor: 0 } : { major: readNumber(block, 329, 8), minor: readNumber(block, 337, 8) };
}

/** Symlinks, device nodes and FIFOs; what hard links and folders say is passed over by tar itself. */
const WITHOUT_CONTENTS = '2346';

/** Whether a header is that of a member which has no contents, but says how many bytes of them there are. */
export function tellsFalseSize(block: Buffer): boolean {
  return WITHOUT_CONTENTS.includes(typeOf(block)) && readNumber(block, SIZE, 12) > 0;
}

/** Takes the size out of a header. */
export function withoutSize(block: Buffer): void {
  block.write('00000000000\0', SIZE, 'latin1');
  block.write(' '.repeat(CHECKSUM_LENGTH), CHECKSUM, 'latin1');
  const sum = block.subarray(0, BLOCK).reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM, 'latin1');
}

/** What stands before the first NUL. */
export function textOf(field: Buffer): string {
  return textIn(field, 0, field.length);
}

function textIn(block: Buffer, start: number, length: number): string {
  const nul = block.indexOf(0, start);
  const end = start + length;
  return block.toString('latin1', start, nul < 0 || nul > end ? end : nul);
}

/** The sum of all bytes, with the checksum's own counted as spaces. Some old tars summed signed bytes. */
function hasValidChecksum(head: Buffer): boolean {
  const told = readOctal(head, CHECKSUM, CHECKSUM_LENGTH) - CHECKSUM_LENGTH * 0x20;
  if (Number.isNaN(told)) return false;
  const sum = sumOf(head, 0, CHECKSUM) + sumOf(head, CHECKSUM + CHECKSUM_LENGTH, BLOCK);
  return sum === told || sum - 256 * highBytesIn(head) === told;
}

function sumOf(head: Buffer, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += head[at] as number;
  return sum;
}

function highBytesIn(head: Buffer): number {
  return head.subarray(0, BLOCK).filter((byte, at) => byte > 127 && (at < CHECKSUM || at >= CHECKSUM + CHECKSUM_LENGTH)).length;
}
