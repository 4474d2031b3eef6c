import type { Compression } from '../../../shared/facts.ts';
import type { Bytes } from './bytes.ts';
import { lengthOfLzip } from './lzip.ts';
import { lengthOfXz } from './xz.ts';

/**
 * How many bytes a file is unpacked, as far as its container tells for certain: without unpacking any of it.
 * @returns undefined where it does not
 */
export function lengthOf(bytes: Bytes, compression: Compression): number | undefined {
  if (compression === 'none') return bytes.size;
  if (compression === 'xz') return lengthOfXz(bytes);
  return compression === 'lzip' ? lengthOfLzip(bytes) : undefined;
}
