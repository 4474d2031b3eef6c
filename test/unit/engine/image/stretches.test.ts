import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behindHead, bytesBefore, bytesOf, HEAD_BYTES, piecesOf, stepsOf, type Stretch, stretchesOf } from '../../../../electron/engine/image/stretches.ts';

const stretch = (startByte: number, sizeByte: number | null): Stretch => ({ startByte, sizeByte, checksum: null });

/** Rows of stretches in blocks, as a block map has them. */
const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 60 }).map((pairs) => {
  let at = 0;
  return pairs.map(([gap, size]) => {
    const startByte = at + gap * 4096;
    at = startByte + size * 4096;
    return stretch(startByte, size * 4096);
  });
});

const covers = (pieces: readonly Stretch[], { startByte, sizeByte }: Stretch): boolean =>
  pieces.some((piece) => piece.startByte <= startByte && piece.startByte + (piece.sizeByte ?? Infinity) >= startByte + (sizeByte ?? 0));

describe('the pieces that are moved', () => {
  it('are the stretches themselves where they are few', () => {
    fc.assert(
      fc.property(rows, (row) => {
        expect(piecesOf(row, 60)).toEqual(row);
      }),
    );
    expect(piecesOf([stretch(0, null)], 1)).toEqual([stretch(0, null)]);
  });

  it('are no more than they may be, hold all of them, and do not overlap', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (row, most) => {
        const pieces = piecesOf(row, most);
        expect(pieces.length).toBeLessThanOrEqual(most);
        expect(row.every((one) => covers(pieces, one))).toBe(true);
        pieces.slice(1).forEach(({ startByte }, index) => expect(startByte).toBeGreaterThan((pieces[index]?.startByte ?? 0) + (pieces[index]?.sizeByte ?? 0)));
      }),
    );
  });

  it('join what lies closest', () => {
    expect(piecesOf([stretch(0, 10), stretch(11, 10), stretch(100, 10)], 2)).toEqual([stretch(0, 21), stretch(100, 10)]);
  });
});

describe('the steps in which they are moved', () => {
  it('take small ones together, and each of the others by itself', () => {
    const row = [stretch(0, 4096), stretch(8192, 4096), stretch(1e6 * 4096, 1e9), stretch(2e6 * 4096, 4096), stretch(3e6 * 4096, null)];
    expect(stepsOf(row, 512).map((step) => step.length)).toEqual([2, 1, 1, 1]);
  });

  it('are not so large that nobody hears of them', () => {
    const row = [0, 1, 2, 3, 4].map((index) => stretch(index * 2 ** 27, 40 * 2 ** 20));
    expect(stepsOf(row, 512).map((step) => step.length)).toEqual([3, 2]);
  });

  it('keep apart what no direct write can take', () => {
    expect(stepsOf([stretch(0, 4096), stretch(8192, 100), stretch(16_384, 4096)], 512).map((step) => step.length)).toEqual([1, 1, 1]);
  });

  it('are the same pieces in the same order', () => {
    fc.assert(
      fc.property(rows, (row) => {
        expect(stepsOf(row, 4096).flat()).toEqual(row);
      }),
    );
  });
});

describe('what is held back', () => {
  it('is not among what is written at first', () => {
    const row = [stretch(0, 4096), stretch(HEAD_BYTES - 4096, 8192), stretch(HEAD_BYTES * 2, 4096)];
    expect(behindHead(row)).toEqual([stretch(HEAD_BYTES, 4096), stretch(HEAD_BYTES * 2, 4096)]);
    expect(behindHead([stretch(0, null)])).toEqual([stretch(HEAD_BYTES, null)]);
  });
});

it('how much is written is known where every length is', () => {
  expect([bytesOf([stretch(0, 5), stretch(9, 6)]), bytesOf([stretch(0, null)])]).toEqual([11, null]);
});

it('an image without a block map is one stretch; the last of a block map ends with the image', () => {
  expect(stretchesOf(null, undefined)).toEqual([stretch(0, null)]);
  const bmap = { imageBytes: 10_000, blockBytes: 4096, mappedBytes: 1808, hash: 'sha256' as const, ranges: [{ first: 2, last: 2, checksum: 'ab' }] };
  expect(stretchesOf(10_000, bmap)).toEqual([{ startByte: 8192, sizeByte: 1808, checksum: 'ab' }]);
});

it('so much of them lies before a place', () => {
  const row = [stretch(0, 100), stretch(200, 100), stretch(400, null)];
  expect([0, 50, 150, 250, 350, 410, Infinity].map((at) => bytesBefore(row, at))).toEqual([0, 50, 100, 150, 200, 210, Infinity]);
});
