const NAME = 0;
const SIZE = 124;
const CHECKSUM = 148;
const CHECKSUM_LENGTH = 8;
const TYPE = 156;
const MAGIC = 257;
const PREFIX = 345;
const MAP_GOES_ON = 482;
export const BLOCK = 512;

/**
 * Whether a tar stream begins here: the magic number of ustar, pax and GNU tar, or, for the oldest format that has
 * none, a header whose checksum is right (tar(5)).
 */
export function isTarHeader(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  return head.toString('latin1', MAGIC, MAGIC + 5) === 'ustar' || (head[NAME] !== 0 && hasValidChecksum(head));
}

/** One header of 512 bytes, as it stands: extended headers may say otherwise. */
export interface TarHeader {
  /** A byte string (`names.ts`). */
  readonly name: string;
  /** One character (tar(5)); NUL, which the oldest tars have for files, is `0`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** In GNU tar's old format for sparse files (`S`): blocks with more of the map follow. */
  readonly mapGoesOn: boolean;
}

/** @returns undefined for what is no header: the zeros at the end, or something damaged */
export function parseHeader(block: Buffer): TarHeader | undefined {
  const size = parseNumber(block.subarray(SIZE, SIZE + 12));
  if (size === undefined || !hasValidChecksum(block)) return undefined;
  const type = String.fromCharCode(block[TYPE] || 0x30);
  const name = textOf(block.subarray(NAME, NAME + 100));
  // GNU tar's own magic number has a space where this has a NUL, and other things where this has the prefix.
  const prefix = block.toString('latin1', MAGIC, MAGIC + 6) === 'ustar\0' ? textOf(block.subarray(PREFIX, PREFIX + 155)) : '';
  return { name: prefix === '' ? name : `${prefix}/${name}`, type, size, mapGoesOn: type === 'S' && block[MAP_GOES_ON] === 1 };
}

/** Symlinks, device nodes and FIFOs; what hard links and folders say is passed over by tar itself. */
const WITHOUT_CONTENTS = '2346';

/** Whether a header is that of a member which has no contents, but says how many bytes of them there are. */
export function tellsFalseSize(block: Buffer): boolean {
  return WITHOUT_CONTENTS.includes(String.fromCharCode(block[TYPE] || 0x30)) && (parseHeader(block)?.size ?? 0) > 0;
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
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? field.length : end);
}

/** Octal digits, or GNU tar's base 256, marked by the topmost bit. @returns undefined for what is neither, negative or past counting */
function parseNumber(field: Buffer): number | undefined {
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(textOf(field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}

/** The sum of all bytes, with the checksum's own counted as spaces. Some old tars summed signed bytes. */
function hasValidChecksum(head: Buffer): boolean {
  const field = /^ *([0-7]+)[ \0]*$/.exec(head.toString('latin1', CHECKSUM, CHECKSUM + CHECKSUM_LENGTH))?.[1];
  if (!field) return false;
  let sum = CHECKSUM_LENGTH * 0x20;
  let high = 0;
  for (let at = 0; at < BLOCK; at += 1) {
    if (at >= CHECKSUM && at < CHECKSUM + CHECKSUM_LENGTH) continue;
    const byte = head[at] as number;
    sum += byte;
    if (byte > 127) high += 1;
  }
  return [sum, sum - 256 * high].includes(parseInt(field, 8));
}
