import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Feed } from '../../../electron/archive/feed.ts';
import { feedImage } from '../../../electron/image/feed.ts';
import { inspectImage } from '../../../electron/image/inspect.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { children, NOISE, openFiles, readBeside } from '../archive/workshop.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** An image comes out of whatever it is packed in, byte by byte. */

const { path, run, patch, disk } = imageWorkshop();
const SIZE = 24 * MiB;

beforeAll(() => {
  disk('card.img', SIZE, ['label: gpt', 'type=L']);
  for (let at = 2; at < 20; at += 3) patch('card.img', at * MiB, NOISE);
  writeFileSync(path('README.txt'), 'words');
  run('gzip', ['-k', 'card.img']);
  run('xz', ['-0k', 'card.img']);
  run('zip', ['-q', 'deflated.zip', 'card.img']);
  run('zip', ['-q', '-0', 'stored.zip', 'card.img']);
  run('zip', ['-q', 'behind.zip', 'README.txt', 'card.img']);
});

afterEach(() => {
  expect(children()).toEqual([]);
  expect(openFiles(path(''))).toEqual([]);
});

async function facts(name: string): Promise<ImageFacts> {
  const found = await inspectImage(path(name));
  if (!found) throw new Error(`${name} is no image`);
  return found;
}

async function hashOf(feed: Feed): Promise<string> {
  const pieces = readBeside(feed.stdin);
  feed.release();
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

const wanted = (): string =>
  createHash('sha256')
    .update(readFileSync(path('card.img')))
    .digest('hex');

async function feeding(name: string, change: Partial<NonNullable<ImageFacts['zip']>>, work: (feed: Feed) => Promise<void>): Promise<void> {
  const { compression, zip } = await facts(name);
  const fd = openSync(path(name), 'r');
  try {
    await using feed = await feedImage(zip && { ...zip, ...change }, { fd, compression, folder: path(''), as: readerHere() });
    await work(feed);
  } finally {
    closeSync(fd);
  }
}

it.each(['card.img', 'card.img.gz', 'card.img.xz', 'deflated.zip', 'stored.zip', 'behind.zip'])('%s', async (name) => {
  const { zip, file } = await facts(name);
  await feeding(name, {}, async (feed) => {
    expect(await hashOf(feed)).toBe(wanted());
    expect(await feed.finished).toEqual({ ok: true });
    expect(feed.position()).toBe(zip ? zip.packedBytes : file.size);
  });
});

it.each(
  ['deflated.zip', 'stored.zip'].flatMap((name) => [{ crc32: 1 }, { unpackedBytes: SIZE - 1 }, { packedBytes: 500_000 }].map((change) => ({ name, change }))),
)('what is not as the zip says is told: $name, $change', async ({ name, change }) => {
  await feeding(name, change, async (feed) => {
    await hashOf(feed);
    expect((await feed.finished).ok).toBe(false);
  });
});

it.each(['card.img.gz', 'deflated.zip', 'stored.zip'])('%s can be given up at any time', async (name) => {
  await feeding(name, {}, async () => {});
});
