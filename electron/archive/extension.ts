import { type PaxRecords, parseRecords } from './pax.ts';
import type { OnFault } from './paxFields.ts';
import { BLOCK, inBlocks, type TarHeader, textOf } from './tarHeader.ts';

/** What headers say that are no members, of the one behind them or of all (list.c, `read_header`). */
export interface Extension {
  readonly name?: LongText;
  readonly target?: LongText;
  /** Of an extended header of pax, if there was one. */
  readonly pax?: PaxRecords;
}

interface LongText {
  readonly text: string;
  /** With its header; tar counts from there. */
  readonly blocks: number;
}

export const NOTHING: Extension = {};

/**
 * Bytes of one extended header that are looked at. Linux allows 64 KiB of names and as much for each value, but ext4 has room for
 * some KiB, and nothing that this machine does for a header may depend on what somebody has written into its size.
 */
export const MOST_HEADER = 1024 ** 2;

/** `X` is what Solaris has for `x`; `L` and `K` are GNU tar's long names and link targets. */
export const isExtension = ({ type }: TarHeader): boolean => 'xXgLK'.includes(type);

/** @param bytes the beginning of its blocks, which must outlive the piece that they came in */
export function extend(extension: Extension, { type, size }: Pick<TarHeader, 'type' | 'size'>, bytes: Buffer, onFault: OnFault): Extension {
  if (type === 'x' || type === 'X') return { ...extension, pax: recordsIn(bytes, size, onFault) };
  const long = { text: textOf(bytes), blocks: 1 + inBlocks(size) / BLOCK };
  return type === 'L' ? { ...extension, name: long } : { ...extension, target: long };
}

export function recordsIn(bytes: Buffer, size: number, onFault: OnFault): PaxRecords {
  const { records, isCut, problem } = parseRecords(bytes.subarray(0, size));
  const isBeginning = size > bytes.length;
  if (problem !== undefined && !isBeginning) onFault(problem);
  return { records, isCut: isCut || isBeginning };
}

/** Number of the block from which tar counts a member. */
export function firstBlock(header: number, { name, target }: Extension): number {
  return header - (name?.blocks ?? 0) - (target?.blocks ?? 0);
}
