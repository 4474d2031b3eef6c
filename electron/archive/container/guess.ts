import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import type { Survey } from './look.ts';
import { guessedLength } from './gzip.ts';

/** Whatever a file holds, it is seldom more than so many times as long unpacked: systems become a third by any compression. */
const MODEST = 4;
/** What does not compress at all becomes a little longer than it was. */
const LOW = 0.95;
/** Blocks that may hold more are shorter than they may be: zstd cuts them so from level 16 on. A gzip file that seems to is one of several members. */
const HIGH = 6;

/** How many bytes a file is unpacked, where its container tells; frames that hold nothing tell nothing. Whoever decompresses frames holds them to what they tell. */
export function toldLength({ length, isAssumed }: Survey): number | undefined {
  return isAssumed ? undefined : length || undefined;
}

/** How many it may be where it does not tell: rather too many. */
export function guessOf({ size }: Bytes, { length = 0, blocks }: Survey): number {
  return Math.max(length, blocks && isCredible(blocks.most, size) ? blocks.most : size * MODEST);
}

/** How many it most likely is, where that is another number. Good for a bar, and for no more. */
export function likelyOf(bytes: Bytes, compression: Compression): number | undefined {
  const length = compression === 'gzip' ? guessedLength(bytes) : undefined;
  return length !== undefined && isCredible(length, bytes.size) ? length : undefined;
}

function isCredible(length: number, size: number): boolean {
  return length >= size * LOW && length <= size * HIGH;
}
