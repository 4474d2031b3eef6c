import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import type { Survey } from './frames.ts';
import { guessedLength } from './gzip.ts';
import { mostOf } from './milestones.ts';

/** Of a stream to its compressed file: systems become a third by any compression. */
const USUAL = 4;
/** A gzip file of several members seems to be shorter than itself. Blocks that would make more of it are shorter than they may be: zstd cuts them so from level 16 on. */
const MOST = 6;

/** How many bytes a file may be unpacked whose container does not tell. For whatever is only reckoned with. */
export function guessOf(bytes: Bytes, compression: Compression, { blocks }: Survey): number {
  const { size } = bytes;
  const guess = compression === 'gzip' ? guessedLength(bytes) : blocks && mostOf(blocks);
  return guess !== undefined && guess >= size && guess <= size * MOST ? guess : size * USUAL;
}
