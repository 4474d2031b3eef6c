import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, truncateSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { readMembers } from '../../../electron/archive/read.ts';
import { tarOf } from '../../lab/tarHeader.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { children, make, NOISE, openFiles, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  mkdirSync(path('tmp'));
  process.env['TMPDIR'] = path('tmp');
});

afterAll(() => void delete process.env['TMPDIR']);

/** Nothing may stay behind, whatever became of the inspection. */
afterEach(() => {
  expect(children()).toEqual([]);
  expect(readdirSync(path('tmp'))).toEqual([]);
  expect(openFiles(folder)).toEqual([]);
});

describe('big archives', () => {
  const COUNT = 20_000;
  beforeAll(() => {
    writeFileSync(path('many.tar'), tarOf(Array.from({ length: COUNT }, (_, i) => ({ name: `./d${i % 97}/file-${i}` }))));
    make(folder, 'gzip', ['-kf', 'many.tar']);
    writeFileSync(path('slow'), Buffer.concat(Array.from({ length: 24 }, () => NOISE)));
    make(folder, 'sh', ['-c', 'tar -cf - slow | bzip2 -1 > slow.bz2']);
  });

  it.each(['many.tar', 'many.tar.gz'])('of 20,000 members: %s', async (name) => {
    const facts = await inspectArchive(path(name));
    expect(facts.entries).toMatchObject({ total: COUNT, files: COUNT });
    expect(facts.streamBytes).toBe(Math.ceil((COUNT + 1) / 20) * 10240);
  });

  it('that are plain are not read from end to end', async () => {
    const header = tarOf([{ name: 'huge', size: 3 * 1024 ** 3 }]).subarray(0, 512);
    const fd = openSync(path('huge.tar'), 'w');
    writeSync(fd, header, 0, 512, 0);
    closeSync(fd);
    truncateSync(path('huge.tar'), 3 * 1024 ** 3 + 512 + 1024);
    const before = performance.now();
    expect((await inspectArchive(path('huge.tar'))).contentBytes).toBe(3 * 1024 ** 3);
    expect(performance.now() - before).toBeLessThan(500);
    unlinkSync(path('huge.tar'));
  });

  it.each([0, 30, 300])('are given up when aborted after %d ms', async (after) => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const timer = setTimeout(() => abort.abort(reason), after);
    const inspecting = inspectArchive(path('slow.bz2'), { signal: abort.signal });
    await expect(inspecting).rejects.toBe(reason);
    clearTimeout(timer);
  });

  it('are not begun when aborted before', async () => {
    await expect(inspectArchive(path('many.tar'), { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});

describe('readMembers', () => {
  it('stops its programs when the listener fails', async () => {
    const fd = openSync(path('many.tar.gz'), 'r');
    const own = mkdtempSync(path('own-'));
    const reading = readMembers(
      { fd, compression: 'gzip', folder: own, as: readerHere() },
      {
        onMember: () => {
          throw new Error('no more');
        },
      },
    );
    await expect(reading).rejects.toThrow('no more');
    closeSync(fd);
  });
});
