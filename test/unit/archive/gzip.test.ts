import { expect, it } from 'vitest';
import { lastLength, likelyLength } from '../../../electron/archive/container/gzip.ts';

const GiB = 1024 ** 3;

it.each([
  ['of one member', 1.1 * GiB, 1 * GiB, 1.1 * GiB],
  ['that begins with what compresses well', 1.1 * GiB, 1.5 * GiB, 1.1 * GiB],
  ['that begins with what does not compress at all', 1.1 * GiB, 0.4 * GiB, 1.1 * GiB],
  ['of more than 4 GiB', 1 * GiB, 4.4 * GiB, 5 * GiB],
  ['of much more', 3 * GiB, 11 * GiB, 11 * GiB],
  ['whose last member is one of several', 0.1 * GiB, 1 * GiB, undefined],
  ['with anything behind it', 2.9 * GiB, 0.5 * GiB, undefined],
  ['whose last member is empty', 0, 2 * GiB, undefined],
  ['of exactly 4 GiB', 0, 3.5 * GiB, 4 * GiB],
])('a gzip file %s', (_, last, expected, length) => expect(likelyLength(last, expected)).toBe(length));

it('is told by its last four bytes, if it has as many as it must have', () => {
  const file = Buffer.alloc(30, 7);
  file.writeUInt32LE(123_456_789, 26);
  const bytes = (whole: Buffer) => ({ size: whole.length, at: (position: number, length: number) => whole.subarray(position, position + length) });
  expect(lastLength(bytes(file))).toBe(123_456_789);
  expect(lastLength(bytes(file.subarray(13)))).toBeUndefined();
});
