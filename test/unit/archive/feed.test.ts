import { closeSync, openSync, readFileSync, readSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { feedArchive } from '../../../electron/archive/feed.ts';
import { forkFeed } from '../../../electron/archive/forkFeed.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { children, make, NOISE, openFiles, readBeside, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  writeFileSync(path('noise'), NOISE);
  make(folder, 'tar', ['-cf', 'posix.tar', 'noise']);
  for (const [name, tool] of [
    ['gzip', 'gzip'],
    ['zstd', 'zstd'],
    ['xz', 'xz'],
  ] as const)
    make(folder, tool, ['-qc', 'posix.tar'], `posix.${name}`);
});

afterEach(() => {
  expect(children()).toEqual([]);
  expect(openFiles(folder)).toEqual([]);
});

describe('feedArchive', () => {
  const drain = async (stdin: number): Promise<number> => {
    let size = 0;
    for await (const chunk of readBeside(stdin)) size += chunk.length;
    return size;
  };

  it.each(['none', 'gzip', 'zstd'] as const)('%s: gives the whole stream from its start, again and again', async (compression) => {
    const file = path(compression === 'none' ? 'posix.tar' : `posix.${compression}`);
    const fd = openSync(file, 'r');
    readSync(fd, Buffer.alloc(1000), 0, 1000, null);
    for (const _ of [1, 2]) {
      await using feed = await feedArchive({ fd, compression, folder, as: readerHere() });
      const counting = drain(feed.stdin);
      feed.release();
      expect(await counting).toBe(statSync(path('posix.tar')).size);
      expect(await feed.finished).toEqual({ ok: true });
      expect(feed.position()).toBe(statSync(file).size);
    }
    closeSync(fd);
  });

  it('is read by two at the same time, who both get the whole stream', async () => {
    const fd = openSync(path('posix.zstd'), 'r');
    {
      await using feed = await feedArchive({ fd, compression: 'zstd', folder, as: readerHere() });
      await using forked = await forkFeed(feed, { folder });
      await using _ = forked.side;
      const counting = Promise.all([drain(forked.main.stdin), drain(forked.side.stdin)]);
      forked.main.release();
      forked.side.release();
      const size = statSync(path('posix.tar')).size;
      expect(await counting).toEqual([size, size]);
      expect(await Promise.all([forked.main.finished, forked.side.finished])).toEqual([{ ok: true }, { ok: true }]);
      expect(feed.position()).toBe(statSync(path('posix.zstd')).size);
    }
    closeSync(fd);
  });

  it('tells both when its decompressor fails', async () => {
    writeFileSync(path('cut.zstd'), readFileSync(path('posix.zstd')).subarray(0, 500_000));
    const fd = openSync(path('cut.zstd'), 'r');
    {
      await using feed = await feedArchive({ fd, compression: 'zstd', folder, as: readerHere() });
      await using forked = await forkFeed(feed, { folder });
      await using _ = forked.side;
      const draining = Promise.all([drain(forked.main.stdin), drain(forked.side.stdin)]);
      forked.main.release();
      forked.side.release();
      await draining;
      expect(await forked.main.finished).toMatchObject({ ok: false });
      expect(await forked.side.finished).toMatchObject({ ok: false });
    }
    closeSync(fd);
  });

  it('reads the file that was opened, also when its name belongs to another by now', async () => {
    make(folder, 'cp', ['posix.tar', 'replaced.tar']);
    const fd = openSync(path('replaced.tar'), 'r');
    unlinkSync(path('replaced.tar'));
    writeFileSync(path('replaced.tar'), 'other');
    await using feed = await feedArchive({ fd, compression: 'none', folder, as: readerHere() });
    expect(await drain(feed.stdin)).toBe(statSync(path('posix.tar')).size);
    closeSync(fd);
  });

  it('is fine with a reader that goes away, and tells of a damaged file', async () => {
    make(folder, 'head', ['-c', '40000', 'posix.xz'], 'cut.xz');
    for (const [name, ok] of [
      ['posix.xz', true],
      ['cut.xz', false],
    ] as const) {
      const fd = openSync(path(name), 'r');
      await using feed = await feedArchive({ fd, compression: 'xz', folder, as: readerHere() });
      const counting = ok ? 0 : drain(feed.stdin);
      feed.release();
      expect((await feed.finished).ok).toBe(ok);
      await counting;
      closeSync(fd);
    }
  });

  it('loses no word of a decompressor that ends at once', async () => {
    const fd = openSync(path('noise'), 'r');
    try {
      for (let round = 0; round < 20; round += 1) {
        await using feed = await feedArchive({ fd, compression: 'xz', folder, as: readerHere() });
        expect(await feed.finished).toMatchObject({ ok: false, detail: expect.stringMatching(/format not recognized/) });
      }
    } finally {
      closeSync(fd);
    }
  });

  it('hears what a decompressor says of junk behind a stream that is unpacked in no time, every time', async () => {
    make(folder, 'sh', ['-c', '{ head -c 4096 noise | zstd -qc; echo junk that is no frame; } > junk.zst']);
    const fd = openSync(path('junk.zst'), 'r');
    const ends: boolean[] = [];
    for (let i = 0; i < 20; i += 1) {
      await using feed = await feedArchive({ fd, compression: 'zstd', folder, as: readerHere() });
      const counting = drain(feed.stdin);
      feed.release();
      ends.push((await feed.finished).ok);
      expect(await counting).toBe(4096);
    }
    closeSync(fd);
    expect(ends).toEqual(Array.from({ length: 20 }, () => true));
  });

  it('ends with its scope, even if nobody has read it', async () => {
    const fd = openSync(path('posix.gzip'), 'r');
    await (await feedArchive({ fd, compression: 'gzip', folder, as: readerHere() }))[Symbol.asyncDispose]();
    closeSync(fd);
    expect(children()).toEqual([]);
  });
});
