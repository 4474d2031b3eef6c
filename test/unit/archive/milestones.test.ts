import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../electron/archive/container/bytes.ts';
import type { Survey } from '../../../electron/archive/container/look.ts';
import { guessOf, likelyOf } from '../../../electron/archive/container/guess.ts';
import { type Milestones, PARTS, shareAt } from '../../../electron/archive/container/milestones.ts';
import { surveyOf } from '../../../electron/archive/container/survey.ts';
import type { Compression } from '../../../shared/facts.ts';

/** Files of the real programs, of which one half does not compress at all and the other becomes next to nothing. */

const MOST = { maxBuffer: 2 ** 27 };
let stream: Buffer;
beforeAll(() => {
  const lines = Array.from({ length: 300_000 }, (_, i) => `${i} ${'abcdefghijklmnop'.slice(i % 13)} lines like each other ${i * 7919}\n`).join('');
  stream = Buffer.concat([randomBytes(12_000_000), Buffer.from(lines)]);
});

const inMemory = (whole: Buffer): Bytes => ({ size: whole.length, at: (position, length) => whole.subarray(position, position + length) });
const pack = (...[program, ...args]: [string, ...string[]]): Buffer => execFileSync(program, args, { input: stream, ...MOST });
const survey = (whole: Buffer, compression: Compression): Promise<Survey> => surveyOf(inMemory(whole), compression, { patienceMs: 60_000 });

/** What a file that ends there is unpacked: the program has passed it on by then. */
const unpackedAt = (whole: Buffer, compression: Compression, position: number): number =>
  spawnSync(compression, ['-dc'], { input: whole.subarray(0, position), ...MOST }).stdout.length;

const SHARES = [0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.98];

/** How far off what is told of positions is at most, in points of 100. */
function furthest(whole: Buffer, compression: Compression, told: (position: number) => number): number {
  const off = SHARES.map((share) => {
    const position = Math.round(share * whole.length);
    return Math.abs(told(position) - unpackedAt(whole, compression, position) / stream.length) * 100;
  });
  return Math.max(...off);
}

async function milestones(whole: Buffer, compression: Compression): Promise<Milestones> {
  const found = (await survey(whole, compression)).blocks?.milestones ?? [];
  expect(found).toHaveLength(PARTS);
  return found;
}

describe.each([
  ['zstd', 'zstd', ['zstd', '-qc']],
  ['zstd on all cores', 'zstd', ['zstd', '-qcT0']],
  ['lz4 with blocks of 64 KiB', 'lz4', ['lz4', '-qcB4']],
  ['lz4 with blocks that depend on each other, and sums', 'lz4', ['lz4', '-qcB4D', '-BX']],
] as const)('%s', (_, compression, [program, ...args]) => {
  it('tells by its blocks how far it was unpacked', async () => {
    const whole = pack(program, ...args);
    const found = await milestones(whole, compression);
    expect(furthest(whole, compression, (position) => shareAt(found, position))).toBeLessThan(1);
    expect(shareAt(found, 0)).toBe(0);
    expect(shareAt(found, whole.length)).toBe(1);
  });
});

it('zstd that cuts its blocks is told better by them than by the file, though not well', async () => {
  const whole = pack('zstd', '-qc', '-16');
  const found = await milestones(whole, 'zstd');
  const byFile = furthest(whole, 'zstd', (position) => position / whole.length);
  expect(furthest(whole, 'zstd', (position) => shareAt(found, position))).toBeLessThan(byFile / 2);
});

it('goes by the file where blocks are few, and where there was no time for all of them', async () => {
  const small = execFileSync('zstd', ['-qc'], { input: stream.subarray(0, 1_000_000), ...MOST });
  expect((await survey(small, 'zstd')).blocks).toMatchObject({ milestones: undefined });
  const large = execFileSync('zstd', ['-qc'], { input: Buffer.alloc(150_000_000), ...MOST });
  expect((await surveyOf(inMemory(large), 'zstd', { patienceMs: 0 })).blocks).toBeUndefined();
});

it.each([
  ['zstd', ['zstd', '-qc']],
  ['lz4', ['lz4', '-qcB4']],
] as const)('the length of a %s file is guessed as it is, and never less', async (compression, [program, ...args]) => {
  const whole = pack(program, ...args);
  const guess = guessOf(inMemory(whole), await survey(whole, compression));
  expect(guess).toBeGreaterThanOrEqual(stream.length);
  expect(guess).toBeLessThan(stream.length + 128 * 1024);
});

it('a gzip file most likely is as long as its trailer says, and may be four times the file', async () => {
  const whole = pack('gzip', '-1c');
  expect(likelyOf(inMemory(whole), 'gzip')).toBe(stream.length);
  expect(guessOf(inMemory(whole), await survey(whole, 'gzip'))).toBe(4 * whole.length);
});

it.each([
  ['zstd that cuts its blocks', 'zstd', () => execFileSync('zstd', ['-qc', '-16'], { input: stream.subarray(12_000_000), ...MOST })],
  ['gzip of several members', 'gzip', () => Buffer.concat([pack('gzip', '-1c'), execFileSync('gzip', ['-c'], { input: 'more' })])],
  ['bzip2', 'bzip2', () => execFileSync('bzip2', ['-c'], { input: stream.subarray(-1_000_000), ...MOST })],
] as const)('%s tells no length: it may be four times the file', async (_, compression, make) => {
  const whole = make();
  expect(guessOf(inMemory(whole), await survey(whole, compression))).toBe(4 * whole.length);
  expect(likelyOf(inMemory(whole), compression)).toBeUndefined();
});
