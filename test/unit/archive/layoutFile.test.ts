import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLayoutFile } from '../../../electron/archive/layoutFile.ts';
import { explain } from '../../../shared/explain.ts';
import { failureOf, workshop } from '../archive/workshop.ts';

const folder = workshop();
const at = (name: string): string => join(folder, name);

function holding(name: string, contents: string | Buffer): string {
  writeFileSync(at(name), contents);
  return at(name);
}

const SINGLE = readFileSync(new URL('../../../shared/layouts/single.json', import.meta.url), 'utf8');
const changed = (change: object): string => JSON.stringify({ ...(JSON.parse(SINGLE) as object), ...change });

describe('a layout file', () => {
  it('is read, by way of a link too', () => {
    symlinkSync(holding('own.json', SINGLE), at('link.json'));
    expect(readLayoutFile(at('own.json')).id).toBe('single');
    expect(readLayoutFile(at('link.json')).id).toBe('single');
  });

  it.each([
    ['nothing', () => at('nothing.json'), 'There is no layout file PATH.'],
    ['something below a file', () => `${holding('plain.json', SINGLE)}/x`, 'There is no layout file PATH.'],
    ['a link to itself', () => (symlinkSync(at('loop'), at('loop')), at('loop')), 'The layout file PATH cannot be read: its links lead in a circle.'],
    ['a folder', () => (mkdirSync(at('folder')), at('folder')), 'PATH is not a layout file: it is not an ordinary file.'],
    ['a pipe that nobody writes to', () => (execFileSync('mkfifo', [at('pipe')]), at('pipe')), 'PATH is not a layout file: it is not an ordinary file.'],
    ['a device that never ends', () => '/dev/zero', 'PATH is not a layout file: it is not an ordinary file.'],
    ['a terabyte', () => (truncateSync(holding('huge.json', ''), 1024 ** 4), at('huge.json')), 'PATH is not a layout file: it is much too large.'],
    ['an archive', () => holding('root.tar.gz', gzipSync('root')), 'PATH is not a layout file: it is not JSON.'],
    ['an empty file', () => holding('empty.json', '\n'), 'PATH is not a layout file: it is empty.'],
    ['a list', () => holding('list.json', '[]'), 'PATH is not a layout file: it is not one object of JSON.'],
    ['an object without anything', () => holding('bare.json', '{}'), 'PATH is not a layout file: it lacks id, title, source, table and partitions.'],
    ['one without a name', () => holding('noid.json', changed({ id: undefined })), 'PATH is not a layout file: it lacks id.'],
    [
      'partitions without a table',
      () => holding('notable.json', changed({ table: null })),
      'PATH is not a layout file: a table needs partitions, and partitions a table.',
    ],
  ])('is not %s', async (_, make, headline) => {
    expect(await headlineOf(make())).toBe(headline);
  });

  it('says where it does not fit, in one short line', async () => {
    expect(await headlineOf(holding('odd.json', changed({ title: 3 })))).toMatch(/is not a layout file: title does not fit \(.{5,80}\)\.$/);
    const part = { name: 'root', filesystem: 'root', label: 'root' };
    expect(await headlineOf(holding('part.json', changed({ partitions: [part] })))).toMatch(/it lacks partitions\[0\]\.type\.$/);
  });

  it('may not be readable', async () => {
    const path = holding('mine.json', SINGLE);
    chmodSync(path, 0);
    expect(await asNobody(() => headlineOf(path))).toMatch(/cannot be read: it is not permitted\.$/);
  });
});

/** To root nothing is forbidden. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const uid = process.geteuid?.() ?? 0;
  if (uid === 0) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (uid === 0) process.seteuid?.(0);
  }
}

async function headlineOf(path: string): Promise<string> {
  const failure = await failureOf(new Promise(() => readLayoutFile(path)));
  expect(failure.detail).toBeUndefined();
  return explain(failure, 'untouched').headline.replace(path, 'PATH');
}
