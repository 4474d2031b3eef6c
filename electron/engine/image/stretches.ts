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

/** Out of a stream each piece takes a program that moves it, some milliseconds. */
const MOST_PIECES = 500;

/** What is moved at a time: where they are very many, those that lie closest are joined with what lies between, which is zeros. */
export function piecesOf(stretches: readonly Stretch[], most = MOST_PIECES): Stretch[] {
  const gaps = stretches.slice(1).map(({ startByte }, index) => startByte - endOf(stretches[index] as Stretch));
  const joined = gaps.toSorted((a, b) => a - b)[stretches.length - most - 1] ?? -1;
  const pieces: Stretch[] = [];
  for (const stretch of stretches) {
    const last = pieces.at(-1);
    if (last && stretch.startByte - endOf(last) <= joined) pieces[pieces.length - 1] = { ...last, sizeByte: endOf(stretch) - last.startByte, checksum: null };
    else pieces.push(stretch);
  }
  return pieces;
}

const endOf = ({ startByte, sizeByte }: Stretch): number => startByte + (sizeByte ?? 0);

/** A piece that is larger is worth a program that is asked how far it is. */
const SMALL = 64 * MiB;
/** Moved together: after that it is told how far it is. */
const MOST_TOGETHER = 128 * MiB;

/** Small pieces of whole sectors that follow each other, which are moved together; and each of the others by itself. */
export function stepsOf<Piece extends Pick<Stretch, 'startByte' | 'sizeByte'>>(pieces: readonly Piece[], sectorSize: number): (readonly Piece[])[] {
  const isWhole = ({ startByte }: Piece, sizeByte: number): boolean => startByte % sectorSize === 0 && sizeByte % sectorSize === 0;
  const steps: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const size = piece.sizeByte ?? Infinity;
    const isSmall = size <= SMALL && isWhole(piece, size);
    if (isSmall && size <= room) {
      steps.at(-1)?.push(piece);
      room -= size;
    } else {
      steps.push([piece]);
      room = isSmall ? MOST_TOGETHER - size : 0;
    }
  }
  return steps;
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

/** How much of them lies before a place in the image. */
export function bytesBefore(stretches: readonly Stretch[], at: number): number {
  return stretches.reduce((sum, { startByte, sizeByte }) => sum + Math.min(Math.max(0, at - startByte), sizeByte ?? Infinity), 0);
}
