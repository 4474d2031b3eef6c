import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bytes, Shape } from '../../../electron/archive/container/bytes.ts';
import type { Survey } from '../../../electron/archive/container/look.ts';
import { surveyOf } from '../../../electron/archive/container/survey.ts';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import type { Compression } from '../../../shared/facts.ts';
import { makeRootfs } from '../../lab/rootfs.ts';

/** Files as the real programs make them, in all the forms that they know; then cut, damaged, and with something behind them. */

let folder: string;
let plain: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'container-'));
  plain = makeRootfs(folder, { files: 60, bytes: 1_500_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pack = (command: readonly [string, ...string[]], input?: Buffer): Buffer =>
  execFileSync(command[0], [...command.slice(1), ...(input ? [] : [plain])], {
    ...(input ? { input } : {}),
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
const half = (): Buffer => execFileSync('head', ['-c', '700000', plain], { maxBuffer: 2 ** 26 });
const skippable = Buffer.from('\x5a\x2a\x4d\x18\x05\0\0\0hello', 'latin1');

const FORMS: readonly (readonly [name: string, compression: Compression, make: () => Buffer])[] = [
  ['xz, one block', 'xz', () => pack(['xz', '-0c'])],
  ['xz, several blocks', 'xz', () => pack(['xz', '-0c', '-T2', '--block-size=200000'])],
  ['xz, no sums', 'xz', () => pack(['xz', '-0c', '--check=none'])],
  ['xz, several streams, padded', 'xz', () => Buffer.concat([pack(['xz', '-0c'], half()), Buffer.alloc(4096), pack(['xz', '-0c'], half()), Buffer.alloc(12)])],
  ['xz of nothing, and of something', 'xz', () => Buffer.concat([pack(['xz', '-0c'], Buffer.alloc(0)), pack(['xz', '-0c'])])],
  ['zstd', 'zstd', () => pack(['zstd', '-qc'])],
  ['zstd of a pipe', 'zstd', () => pack(['zstd', '-qc'], half())],
  ['zstd, no sums', 'zstd', () => pack(['zstd', '-qc', '--no-check'])],
  ['zstd, ultra and long', 'zstd', () => pack(['zstd', '-qc', '--long=27', '-T2'])],
  ['zstd of zeros, in blocks of one byte', 'zstd', () => pack(['zstd', '-qc'], Buffer.alloc(1_000_000))],
  ['zstd of a few bytes', 'zstd', () => pack(['zstd', '-qc', '--no-check'], Buffer.from('few'))],
  [
    'zstd, several frames, skippable ones between',
    'zstd',
    () => Buffer.concat([skippable, pack(['zstd', '-qc'], half()), skippable, pack(['zstd', '-qc'], half())]),
  ],
  ['lz4', 'lz4', () => pack(['lz4', '-qc'])],
  ['lz4, small blocks with sums', 'lz4', () => pack(['lz4', '-qc', '-B4', '-BX'])],
  ['lz4, its size, and no sum', 'lz4', () => pack(['lz4', '-qc', '--content-size', '--no-frame-crc'])],
  ['lz4 that cannot be compressed', 'lz4', () => pack(['lz4', '-qc'], execFileSync('head', ['-c', '300000', '/dev/urandom']))],
  ['lz4, several frames', 'lz4', () => Buffer.concat([pack(['lz4', '-qc'], half()), skippable, pack(['lz4', '-qc'], half())])],
  ['lzip', 'lzip', () => pack(['lzip', '-0c'])],
  ['lzip, several members', 'lzip', () => pack(['lzip', '-0c', '--member-size=100000'])],
];

/** A file's bytes are read with pread(2), as those of an archive are. */
async function shapeOfFile(contents: Buffer, compression: Compression, patience?: Parameters<typeof surveyOf>[2]): Promise<Shape> {
  const path = join(folder, 'file');
  writeFileSync(path, contents);
  const fd = openSync(path, 'r');
  const at: Bytes['at'] = (position, length) => {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
  };
  try {
    return (await surveyOf({ size: contents.length, at }, compression, patience)).shape;
  } finally {
    closeSync(fd);
  }
}

const patient = (contents: Buffer, compression: Compression): Promise<Survey> => surveyOf(inMemory(contents), compression, { patienceMs: 60_000 });
const inMemory = (contents: Buffer): Bytes => ({ size: contents.length, at: (position, length) => contents.subarray(position, position + length) });

describe.each(FORMS)('%s', (name, compression, make) => {
  let whole: Buffer;
  beforeAll(() => void (whole = make()));

  it('is whole', () => expect(shapeOfFile(whole, compression)).resolves.toBe('whole'));

  it('is not, wherever it is cut', async () => {
    const borders = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: whole.length - 1 }), async (length) => {
        const { shape } = await patient(whole.subarray(0, length), compression);
        // Between two streams a file is whole, too.
        if (shape === 'whole') borders.add(length);
        else expect(shape).toMatch(/broken|unknown|appended/);
      }),
      { numRuns: 400 },
    );
    for (const length of borders) expect(() => unpack(compression, whole.subarray(0, length))).not.toThrow();
  });

  it('is broken where its last byte is missing, and not whole with junk behind', async () => {
    expect(await shapeOfFile(whole.subarray(0, -1), compression)).toBe(name.endsWith('padded') ? 'unknown' : 'broken');
    expect(await shapeOfFile(Buffer.concat([whole, Buffer.from('and more of it, which is none')]), compression)).toBe(
      ['xz', 'lzip'].includes(compression) ? 'appended' : 'unknown',
    );
  });
});

describe.each(FORMS.filter(([, compression]) => ['xz', 'lzip'].includes(compression)))('%s', (_, compression, make) => {
  it('tells how long it is unpacked, and not where it is cut', async () => {
    const whole = make();
    expect((await patient(whole, compression)).length).toBe(unpack(compression, whole).length);
    expect((await patient(whole.subarray(0, -1), compression)).length).toBeUndefined();
  });
});

/** These have written it into their frames. */
const TELLING = ['zstd', 'zstd, no sums', 'zstd, ultra and long', 'lz4, its size, and no sum'];

describe.each(FORMS)('%s', (name, compression, make) => {
  it('never tells a wrong length, and tells it where it is written', async () => {
    const whole = make();
    const tells = TELLING.includes(name) || ['xz', 'lzip'].includes(compression);
    expect((await patient(whole, compression)).length).toBe(tells ? unpack(compression, whole).length : undefined);
    expect((await patient(whole.subarray(0, -1), compression)).length).toBeUndefined();
  });
});

it("lz4's oldest form tells nothing, whatever its first bytes look like", async () => {
  expect((await patient(pack(['lz4', '-qcl']), 'lz4')).length).toBeUndefined();
});

it('where there is no time, the first frame is taken for the only one if it is large', async () => {
  const large = join(folder, 'large');
  writeFileSync(large, Buffer.alloc(150_000_000));
  const whole = execFileSync('zstd', ['-qc', large]);
  expect((await surveyOf(inMemory(whole), 'zstd', { patienceMs: 0 })).length).toBe(150_000_000);
  const silent = execFileSync('zstd', ['-qc'], { input: Buffer.alloc(150_000_000) });
  expect((await surveyOf(inMemory(silent), 'zstd', { patienceMs: 0 })).length).toBeUndefined();
  const small = pack(['zstd', '-qc']);
  expect((await surveyOf(inMemory(Buffer.concat([small, small])), 'zstd', { patienceMs: 0 })).length).toBe(2 * unpack('zstd', small).length);
  expect((await surveyOf(inMemory(Buffer.concat([small, whole])), 'zstd', { patienceMs: 0 })).length).toBeUndefined();
});

it('where there is no time at all one block is looked at', async () => {
  const whole = execFileSync('lz4', ['-qcB4'], { input: Buffer.alloc(20_000_000, 'ab'), maxBuffer: 2 ** 26 });
  let reads = 0;
  const slow: Bytes = { size: whole.length, at: (position, length) => ((reads += 1), whole.subarray(position, position + length)) };
  expect(await surveyOf(slow, 'lz4', { patienceMs: 0, leastBlocks: 0 })).toEqual({ shape: 'unknown', length: undefined });
  expect(reads).toBeLessThan(5);
});

it('lz4 that says it holds nothing says nothing', async () => {
  const path = join(folder, 'sized');
  writeFileSync(path, Buffer.alloc(300_000, 'ab'));
  const whole = execFileSync('lz4', ['-qc', '--content-size', path]);
  expect((await surveyOf(inMemory(whole), 'lz4')).length).toBe(300_000);
  whole.writeBigUInt64LE(0n, 6);
  expect((await surveyOf(inMemory(whole), 'lz4')).length).toBeUndefined();
});

it.each([0, 1, 255, 256, 257, 65_791, 65_792, 70_000])('%i bytes are told by each form of the field that zstd has for them', async (size) => {
  const path = join(folder, 'sized');
  writeFileSync(path, Buffer.alloc(size, 'ab'));
  expect((await surveyOf(inMemory(execFileSync('zstd', ['-qc', path])), 'zstd')).length).toBe(size);
});

function unpack(compression: Compression, contents: Buffer): Buffer {
  return execFileSync(compression, ['-dc'], { input: contents, maxBuffer: 2 ** 26, stdio: ['pipe', 'pipe', 'ignore'] });
}

describe('whatever a file says of itself', () => {
  it.each(['xz', 'zstd', 'lz4', 'lzip'] as const)('%s: a damaged byte does no harm', async (compression) => {
    const [, , make] = FORMS.find(([, kind]) => kind === compression) as (typeof FORMS)[number];
    const whole = make();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }), async (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, value] of changes) damaged[at] = value;
        expect((await surveyOf(inMemory(damaged), compression)).shape).toMatch(/whole|broken|unknown|appended/);
      }),
      { numRuns: 300 },
    );
  });

  it('of gzip and bzip2 nothing can be told', async () => {
    expect(await shapeOfFile(pack(['gzip', '-c']), 'gzip')).toBe('unknown');
    expect(await shapeOfFile(pack(['bzip2', '-c']), 'bzip2')).toBe('unknown');
  });

  it.each([
    ['lz4', ['lz4', '-qcB4']],
    ['lzip', ['lzip', '-0c', '--member-size=100000']],
    ['xz', ['xz', '-0c']],
  ] as const)('there is an end of patience with %s', async (compression, command) => {
    expect(await shapeOfFile(pack(command), compression, { patienceMs: 0, leastBlocks: 0 })).toBe('unknown');
  });
});

it.each([
  ['xz', ['xz', '-0c']],
  ['zst', ['zstd', '-qc']],
  ['lz4', ['lz4', '-qc']],
  ['lz', ['lzip', '-0c']],
] as const)('a .tar.%s that was cut short is refused without being unpacked', async (suffix, command) => {
  // Larger than what is unpacked to see whether it is a tar.
  const large = mkdtempSync(join(folder, 'large-'));
  const path = join(large, `root.tar.${suffix}`);
  const whole = execFileSync(command[0], [...command.slice(1), makeRootfs(large, { files: 50, bytes: 16_000_000 })], { maxBuffer: 2 ** 26 });
  writeFileSync(path, whole.subarray(0, Math.floor(whole.length * 0.9)));
  const seen: number[] = [];
  await expect(inspectArchive(path, { onProgress: (position) => void seen.push(position) })).rejects.toMatchObject({
    code: 'archive-damaged',
    detail: expect.stringMatching(/does not end where it says/),
  });
  expect(seen).toEqual([]);
});
