import { MiB } from '../../../shared/plan/sizes.ts';
import type { Bmap } from '../../image/bmap.ts';

/** What of an image is written. Pure. */

export interface Stretch {
  readonly startByte: number;
  /** null: up to its end, wherever that is. */
  readonly sizeByte: number | null;
  /** Of its bytes, in small hexadecimal digits; null where nobody tells. */
  readonly checksum: string | null;
}

/** So much of an image is held back, and written last: until then the drive does not look like one that could boot. */
export const HEAD_BYTES = MiB;

/** All of it, or what its block map names. */
export function stretchesOf(imageBytes: number | null, bmap: Bmap | undefined): Stretch[] {
  if (!bmap) return [{ startByte: 0, sizeByte: imageBytes, checksum: null }];
  const { blockBytes } = bmap;
  return bmap.ranges.map(({ first, last, checksum }) => {
    const startByte = first * blockBytes;
    return { startByte, sizeByte: Math.min((last + 1) * blockBytes, bmap.imageBytes) - startByte, checksum };
  });
}

/** Without what is held back. */
export function behindHead(stretches: readonly Stretch[]): Stretch[] {
  return stretches.flatMap((stretch) => {
    const startByte = Math.max(stretch.startByte, HEAD_BYTES);
    const sizeByte = stretch.sizeByte === null ? null : stretch.startByte + stretch.sizeByte - startByte;
    return sizeByte !== null && sizeByte <= 0 ? [] : [{ ...stretch, startByte, sizeByte }];
  });
}

/** What of them lies before the end of the image, which is known by now. */
export function within(stretches: readonly Stretch[], end: number): { readonly startByte: number; readonly sizeByte: number }[] {
  return stretches.map(({ startByte, sizeByte }) => ({ startByte, sizeByte: sizeByte ?? end - startByte }));
}

/** How much is written, where that is known. */
export function bytesOf(stretches: readonly Stretch[]): number | null {
  return stretches.reduce<number | null>((sum, { sizeByte }) => (sum === null || sizeByte === null ? null : sum + sizeByte), 0);
}
