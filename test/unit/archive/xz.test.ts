import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Bytes, Shape } from '../../../electron/archive/container/bytes.ts';
import type { Survey } from '../../../electron/archive/container/look.ts';
import { surveyOf } from '../../../electron/archive/container/survey.ts';

/** What an .xz file may say in its index, and does not have to be true. */

const sumOf = (bytes: Buffer): Buffer => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(bytes));
  return sum;
};
const FLAGS = Buffer.from([0, 4]);

/** Seven bits a byte. */
function number(value: bigint | number): number[] {
  const left = BigInt(value);
  return left < 0x80n ? [Number(left)] : [Number(left & 0x7fn) | 0x80, ...number(left >> 7n)];
}

/** A stream with sums that are right, whatever its index says. */
function streamOf(index: readonly number[], blocks = Buffer.alloc(0)): Buffer {
  const body = Buffer.from([0, ...index]);
  const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
  const backwards = Buffer.alloc(6);
  backwards.writeUInt32LE((padded.length + 4) / 4 - 1);
  FLAGS.copy(backwards, 4);
  const header = [Buffer.from('\xfd7zXZ\0', 'latin1'), FLAGS, sumOf(FLAGS)];
  return Buffer.concat([...header, blocks, padded, sumOf(padded), sumOf(backwards), backwards, Buffer.from('YZ')]);
}

const inMemory = (contents: Buffer): Bytes => ({ size: contents.length, at: (position, length) => contents.subarray(position, position + length) });
const survey = (contents: Buffer): Promise<Survey> => surveyOf(inMemory(contents), 'xz');

it('an index of one block tells how long it is, and one of none that it is empty', async () => {
  expect(await survey(streamOf([1, ...number(10), ...number(1000)], Buffer.alloc(12)))).toEqual({ shape: 'whole', length: 1000 });
  expect(await survey(streamOf([0]))).toEqual({ shape: 'whole', length: 0 });
});

it.each([
  ['promises more blocks than anybody can count', number(2n ** 63n - 1n)],
  ['promises one block more than it has', [2, ...number(10), ...number(1000)]],
  ['has one block more than it promises', [0, ...number(10), ...number(1000)]],
  ['has a number without an end', [1, ...Array.from({ length: 200 }, () => 0x80), 1, 5]],
  ['ends within a number', [1, ...number(10), 0x80]],
  ['has a block that is longer than any file', [1, ...number(2n ** 62n), 5]],
  ['has a block that is unpacked longer than any file', [1, ...number(10), ...number(2n ** 62n)]],
  ['has a block without a header', [1, 0, 5]],
  ['has more in front of the block than there is', [1, ...number(1000), 5]],
])('one that %s is broken', async (_, index) => {
  expect(await survey(streamOf(index, Buffer.alloc(12)))).toEqual({ shape: 'broken', length: undefined });
});

/** How long the program is kept from anything else at most, and how long it takes. */
async function held(contents: Buffer): Promise<{ readonly ms: number; readonly gapMs: number; readonly shape: Shape; readonly reads: number }> {
  let reads = 0;
  const bytes: Bytes = { size: contents.length, at: (position, length) => ((reads += length), contents.subarray(position, position + length)) };
  const begin = performance.now();
  let gapMs = 0;
  let last = begin;
  const note = (): void => {
    gapMs = Math.max(gapMs, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(note, 1);
  const { shape } = await surveyOf(bytes, 'xz', { leastBlocks: 0 });
  clearInterval(timer);
  note();
  return { ms: last - begin, gapMs, shape, reads };
}

const MiB = 1024 ** 2;
/** Its sum is right, and it says that its index is as long as that. */
function footer(indexBytes: number): Buffer {
  const backwards = Buffer.alloc(6);
  backwards.writeUInt32LE(indexBytes / 4 - 1);
  FLAGS.copy(backwards, 4);
  return Buffer.concat([sumOf(backwards), backwards, Buffer.from('YZ')]);
}

it.each([
  ['of a million streams', 'unknown', () => Buffer.concat(Array.from({ length: 1_000_000 }, () => streamOf([0])))],
  ['of streams with padding', 'unknown', () => Buffer.concat(Array.from({ length: 500_000 }, () => Buffer.concat([streamOf([0]), Buffer.alloc(4)])))],
  [
    'with a tail of ends that tell of long indexes',
    'unknown',
    () => Buffer.concat([streamOf([0]), Buffer.alloc(17 * MiB), ...Array.from({ length: 80_000 }, () => footer(16 * MiB)), Buffer.from('x')]),
  ],
  ['with a tail that is nothing but ends', 'broken', () => Buffer.concat([streamOf([0]), Buffer.alloc(MiB, 'YZ'), Buffer.from('x')])],
])('a file %s is not looked at for long, and keeps nobody waiting', async (_, shape, make) => {
  const found = await held(make());
  expect(found).toMatchObject({ shape: expect.stringMatching(`${shape}|unknown`) });
  expect(found.ms).toBeLessThan(1000);
  expect(found.gapMs).toBeLessThan(150);
});
