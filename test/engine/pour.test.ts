import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onto } from '../../electron/engine/image/drive.ts';
import { type Poured, streamInto } from '../../electron/engine/image/stream.ts';
import { requireSums, summingOf } from '../../electron/engine/image/prove.ts';
import { stretchesOf } from '../../electron/engine/image/stretches.ts';
import { identityOf } from '../../electron/archive/open.ts';
import { bmapBeside } from '../../electron/image/bmapBeside.ts';
import { inspectImage } from '../../electron/image/inspect.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import { jobIn } from '../lab/job.ts';
import { children, failureOf, NOISE, openFiles } from '../unit/archive/workshop.ts';
import { imageWorkshop, MiB } from '../unit/image/workshop.ts';

/** An image is poured out in one pass: onto a plain file here, byte by byte, with all that may be wrong with it. */

const { path, run, patch, disk } = imageWorkshop();
const SIZE = 24 * MiB + 3 * 512;

beforeAll(() => {
  disk('card.img', SIZE, ['label: dos', 'size=20MiB,type=L']);
  for (let at = 2; at < 20; at += 3) patch('card.img', at * MiB, NOISE);
  patch('card.img', SIZE - 512, 'the end');
  run('gzip', ['-k', 'card.img']);
  run('xz', ['-0k', 'card.img']);
  run('zstd', ['-qk', 'card.img']);
  run('bzip2', ['-k', 'card.img']);
  run('lz4', ['-q', 'card.img', 'card.img.lz4']);
  run('lzip', ['-0k', 'card.img']);
  run('zip', ['-q', 'deflated.zip', 'card.img']);
  run('zip', ['-q', '-0', 'stored.zip', 'card.img']);
});

afterEach(() => {
  expect(children()).toEqual([]);
  expect(openFiles(path(''))).toEqual([]);
});

const OLD = 0xaa;

interface Asked {
  readonly size?: number;
  readonly sums?: boolean;
  readonly change?: Partial<ImageFacts>;
}

/** @returns what was poured, and what has become of the drive, of which every byte was {@link OLD} */
async function pouring(name: string, { size = 32 * MiB, sums = true, change }: Asked = {}): Promise<{ poured: Poured; drive: Buffer; head: Buffer }> {
  const image = await inspectImage(path(name));
  if (!image) throw new Error(`${name} is no image`);
  writeFileSync(path('drive'), Buffer.alloc(size, OLD));
  const bmap = bmapBeside(path(name))?.bmap;
  const fd = openSync(path(name), 'r');
  const changed = { ...image, ...change };
  const source = { image: changed, fd, identity: identityOf(fd), bmap, stretches: stretchesOf(changed.imageBytes, bmap) };
  const job = jobIn({ folder: path('') });
  try {
    const sink = onto({ source, device: path('drive'), size, sectorSize: 512, head: path('head'), onProgress: () => {} });
    const poured = await streamInto({ source, summing: summingOf(source, { verify: sums ? 'full' : 'none' }), sink }, job);
    if (bmap) requireSums(source, poured.sums);
    return { poured, drive: readFileSync(path('drive')), head: readFileSync(path('head')) };
  } finally {
    job.meter.stop();
    closeSync(fd);
  }
}

/** By either of the two programs. */
const sumsOf = (file: string): unknown[] => ['b2sum', 'sha256sum'].map((tool) => run(tool, [file]).toString('latin1').split(' ')[0]);

describe.each(['card.img', 'card.img.gz', 'card.img.xz', 'card.img.zst', 'card.img.bz2', 'card.img.lz4', 'card.img.lz', 'deflated.zip', 'stored.zip'])(
  '%s',
  (name) => {
    it.each([true, false])('is all there but for its head, which comes last (summed: %s)', async (sums) => {
      const { poured, drive, head } = await pouring(name, { sums });
      const card = readFileSync(path('card.img'));
      expect(poured).toEqual({ bytes: SIZE, sums: sums ? [expect.any(String)] : [] });
      if (sums) expect(sumsOf('card.img')).toContain(poured.sums[0]);
      expect(head.equals(card.subarray(0, MiB))).toBe(true);
      expect(drive.subarray(MiB, SIZE).equals(card.subarray(MiB))).toBe(true);
      expect(drive.subarray(0, MiB).every((byte) => byte === OLD)).toBe(true);
      expect(drive.subarray(SIZE).every((byte) => byte === OLD)).toBe(true);
    });
  },
);

describe('a block map', () => {
  it.each(['card.img', 'card.img.xz', 'stored.zip'])('says what of %s is written, and proves it', async (name) => {
    run('bmaptool', ['-q', 'create', '-o', `${name}.bmap`, 'card.img']);
    const { poured, drive } = await pouring(name);
    const card = readFileSync(path('card.img'));
    const bmap = bmapBeside(path(name))?.bmap;
    expect(poured.bytes).toBe(SIZE);
    expect(poured.sums).toEqual(bmap?.ranges.map(({ checksum }) => checksum));
    const isMapped = (at: number): boolean => bmap?.ranges.some(({ first, last }) => at >= first * 4096 && at < (last + 1) * 4096) ?? false;
    for (let at = MiB; at < SIZE; at += 512) {
      const there = drive.subarray(at, at + 512);
      expect([at, isMapped(at) ? there.equals(card.subarray(at, at + 512)) : there.every((byte) => byte === OLD)]).toEqual([at, true]);
    }
    run('rm', [`${name}.bmap`]);
  });

  it('of other contents is refused before the head is there', async () => {
    run('cp', ['card.img', 'other.img']);
    patch('other.img', 5 * MiB, 'changed');
    run('bmaptool', ['-q', 'create', '-o', 'other.img.bmap', 'card.img']);
    expect(await failureOf(pouring('other.img'))).toMatchObject({ code: 'image-sums-differ', facts: { count: 1 } });
    expect(existsSync(path('head'))).toBe(true);
  });
});

describe('what is wrong', () => {
  it.each([
    ['card.img.gz', 'archive-damaged'],
    ['card.img.xz', 'archive-damaged'],
    ['card.img.zst', 'archive-damaged'],
    ['card.img.bz2', 'archive-damaged'],
    ['deflated.zip', 'archive-damaged'],
  ])('%s, damaged in its middle: %s', async (name, code) => {
    run('cp', [name, `bad-${name}`]);
    const { length } = readFileSync(path(name));
    patch(`bad-${name}`, Math.floor(length * 0.7), Buffer.alloc(4000, 7));
    expect(await failureOf(pouring(`bad-${name}`))).toMatchObject({ code });
  });

  it.each([
    ['longer', 21 * MiB],
    ['shorter', SIZE + 512],
  ])('a stream that is %s than it says', async (_, imageBytes) => {
    expect(await failureOf(pouring('card.img.gz', { change: { imageBytes } }))).toMatchObject({ code: 'archive-damaged' });
  });

  it('an image that ends before its last partition does', async () => {
    expect(await failureOf(pouring('card.img.gz', { change: { imageBytes: null, usedBytes: SIZE + 512 } }))).toMatchObject({ code: 'image-cut' });
  });

  it('a file that changes meanwhile', async () => {
    run('cp', ['card.img', 'growing.img']);
    const end = failureOf(pouring('growing.img', { change: { imageBytes: SIZE } }));
    truncateSync(path('growing.img'), SIZE + 4096);
    expect(['archive-changed', 'archive-damaged']).toContain((await end).code);
  });
});
