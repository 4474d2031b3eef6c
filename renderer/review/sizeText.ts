import { parseSize } from '../../shared/format.ts';

/** The size of an image as it is typed. Empty: it is chosen from the archive. */

/** Text that reads back to exactly the same number of bytes. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return '';
  for (const [unit, power] of UNITS) {
    const size = 1024 ** power;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

const UNITS = [
  ['T', 4],
  ['G', 3],
  ['M', 2],
  ['K', 1],
] as const;

/** undefined if it is no size; null where it is left to the archive. */
export function sizeOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const bytes = parseSize(text);
  return bytes === undefined || bytes <= 0 ? undefined : bytes;
}
