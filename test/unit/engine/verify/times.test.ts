import { expect, it } from 'vitest';
import { isTimeOf } from '../../../../electron/engine/verify/times.ts';

const SECOND = 1_000_000_000n;
/** When it was changed, on a filesystem with nanoseconds. */
const FINE = 1_700_000_000_123_456_789n;
const COARSE = 1_700_000_000_000_000_000n;

it.each([
  ['the same', [5, 7], 5n * SECOND + 7n, FINE, true],
  ['a nanosecond later', [5, 7], 5n * SECOND + 8n, FINE, false],
  ['before 1970', [-5, 7], -5n * SECOND + 7n, FINE, true],
  ['without its fraction, where others have one', [5, 7], 5n * SECOND, FINE, false],
  ['without its fraction, where there is none', [5, 7], 5n * SECOND, COARSE, true],
  ['without its fraction before 1970', [-5, 7], -5n * SECOND, COARSE, true],
  ['in steps of 100 ns', [5, 1234], 5n * SECOND + 1200n, 1_700_000_000_123_456_700n, true],
  ['the end of ext4, behind it', [20_000_000_000, 5], 15_032_385_535n * SECOND, FINE, true],
  ['the end of ext4, before it', [15_032_385_000, 0], 15_032_385_535n * SECOND, FINE, false],
  ['the last second of ext4', [15_032_385_535, 5], 15_032_385_535n * SECOND, FINE, true],
  ['the end of small times, behind it', [2 ** 31, 0], (2n ** 31n - 1n) * SECOND, FINE, true],
  ['the end of small times, before it', [2 ** 31 - 2, 0], (2n ** 31n - 1n) * SECOND, FINE, false],
  ['the end of xfs, behind it', [2 ** 40, 9], 16_299_260_424n * SECOND, FINE, true],
  ['the beginning, before it', [-(2 ** 33), 9], -(2n ** 31n) * SECOND, FINE, true],
  ['the beginning, behind it', [-(2 ** 31) + 1, 9], -(2n ** 31n) * SECOND, FINE, false],
  ['the very first second', [-(2 ** 31), 9], -(2n ** 31n) * SECOND, FINE, true],
])('%s', (_, [seconds = 0, nanoseconds = 0], mtimeNs, ctimeNs, isRight) => {
  expect(isTimeOf({ seconds, nanoseconds }, { mtimeNs, ctimeNs })).toBe(isRight);
});
