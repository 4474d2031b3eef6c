const NUL = 0;
const SPACE = 0x20;
const ZERO = 0x30;
/** Of base 256, whose first byte tells its sign. */
const POSITIVE = 0x80;
const NEGATIVE = 0xff;
/** A number beyond has no room in tar's own. */
const LIMIT = 2 ** 63;

/**
 * A number in a header, as GNU tar reads it (list.c, `from_header`): octal, in base 256, or in the base 64 of its test versions of 1999.
 * @returns NaN for what is none; 0 for an empty field
 */
export function readNumber(block: Buffer, start: number, length: number): number {
  const end = start + length;
  const from = beginOf(block, start, end);
  const first = block[from];
  if (from === end || first === undefined) return NaN;
  if (first === POSITIVE || first === NEGATIVE) return readBinary(block, from, end);
  return first === 0x2b || first === 0x2d ? readBase64(block, from, end) : readDigits(block, from, end);
}

/** An octal number, as a checksum is. @returns NaN for what is none */
export function readOctal(block: Buffer, start: number, length: number): number {
  const end = start + length;
  const from = beginOf(block, start, end);
  return from === end ? NaN : readDigits(block, from, end);
}

/** Behind spaces, and behind a NUL, which an old tar put where the field before was too full. */
function beginOf(block: Buffer, start: number, end: number): number {
  let from = block[start] === NUL ? start + 1 : start;
  while (from < end && isSpace(block[from])) from += 1;
  return from;
}

function readDigits(block: Buffer, from: number, end: number): number {
  let value = 0;
  let at = from;
  for (let digit = digitAt(block, at); at < end && digit >= 0 && digit < 8; digit = digitAt(block, at)) {
    value = value * 8 + digit;
    at += 1;
  }
  return at === end || block[at] === NUL || isSpace(block[at]) ? value : NaN;
}

const digitAt = (block: Buffer, at: number): number => (block[at] ?? NUL) - ZERO;

function readBinary(block: Buffer, from: number, end: number): number {
  let value = block[from] === NEGATIVE ? -1 : 0;
  for (let at = from + 1; at < end; at += 1) value = value * 256 + (block[at] as number);
  return Math.abs(value) < LIMIT ? value : NaN;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function readBase64(block: Buffer, from: number, end: number): number {
  const [, sign, digits] = /^([-+])([A-Za-z0-9+/]*)(?:[\0\s]|$)/.exec(block.toString('latin1', from, end)) ?? [];
  if (digits === undefined) return NaN;
  const value = [...digits].reduce((sum, digit) => sum * 64 + BASE64.indexOf(digit), 0);
  return value < LIMIT ? value * (sign === '-' ? -1 : 1) : NaN;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
