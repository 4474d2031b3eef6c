import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, openArchive } from '../../../electron/archive/open.ts';
import { entryOf } from '../../../electron/image/inZip.ts';
import { inMemory } from '../../../electron/image/stretch.ts';
import { dataByteOf, membersOf } from '../../../electron/image/zip.ts';
import { asGzip } from '../../../electron/image/zipAsGzip.ts';
import type { ZipEntry } from '../../../shared/imageFacts.ts';
import { failureOf, NOISE } from '../archive/workshop.ts';
import { imageWorkshop } from './workshop.ts';

/** Zips as zip(1), 7z and Python make them. */

const { path, run } = imageWorkshop();
const contents = Buffer.concat([NOISE.subarray(0, 300_000), Buffer.alloc(400_000)]);

beforeAll(() => {
  mkdirSync(path('folder'));
  writeFileSync(path('card.img'), contents);
  writeFileSync(path('folder/card.img'), contents);
  writeFileSync(path('folder/README.txt'), 'words');
  writeFileSync(path('folder/card.img.sha256'), 'sums');
  writeFileSync(path('boot.img'), 'another');
  writeFileSync(path('notes.doc'), 'words');
});

const PYTHON = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('card.img', 'w', force_zip64=True) as f: f.write(open('card.img', 'rb').read())
`;

const FORMS: readonly (readonly [name: string, make: (name: string) => void, method: ZipEntry['method']])[] = [
  ['deflated.zip', (name) => run('zip', ['-q', name, 'card.img']), 'deflated'],
  ['stored.zip', (name) => run('zip', ['-q', '-0', name, 'card.img']), 'stored'],
  ['streamed.zip', (name) => run('sh', ['-c', `cat card.img | zip -q ${name} - && printf '@ -\\n@=card.img\\n' | zipnote -w ${name}`]), 'deflated'],
  ['seven.zip', (name) => run('7z', ['a', '-bd', '-bso0', name, 'card.img']), 'deflated'],
  ['large.zip', (name) => run('python3', ['-c', PYTHON, name]), 'deflated'],
  ['remark.zip', (name) => run('sh', ['-c', `zip -q ${name} card.img && echo 'made by a test' | zip -z -q ${name}`]), 'deflated'],
];

function entry(name: string): ZipEntry | undefined {
  using held = openArchive(path(name));
  return entryOf(held);
}

describe.each(FORMS)('%s', (name, make, method) => {
  beforeAll(() => make(name));

  it('has its image where it says', () => {
    const found = entry(name);
    expect(found).toMatchObject({ name: 'card.img', method, unpackedBytes: contents.length, isAlone: true });
    if (!found || method === 'deflated') return;
    expect(
      readFileSync(path(name))
        .subarray(found.startByte, found.startByte + found.packedBytes)
        .equals(contents),
    ).toBe(true);
  });

  it.each(['gzip', 'igzip', 'pigz'])('is unpacked by %s as if it were a gzip file', (tool) => {
    const found = entry(name);
    if (!found || method === 'stored') return;
    const { before, behind } = asGzip(found);
    const data = readFileSync(path(name)).subarray(found.startByte, found.startByte + found.packedBytes);
    const unpack = (crc32: Buffer): Buffer =>
      execFileSync(tool, ['-dc'], { input: Buffer.concat([before, data, crc32]), maxBuffer: 2 ** 26, stdio: ['pipe', 'pipe', 'ignore'] });
    expect(unpack(behind).equals(contents)).toBe(true);
    expect(() => unpack(Buffer.concat([Buffer.from([(behind[0] ?? 0) ^ 1]), behind.subarray(1)]))).toThrow(/Command failed/);
  });
});

describe('what lies beside an image', () => {
  it('is left aside where it is words and sums', () => {
    run('zip', ['-q', '-r', 'beside.zip', 'folder']);
    expect(entry('beside.zip')).toMatchObject({ name: 'folder/card.img', isAlone: false });
  });

  it('of two images none is meant', async () => {
    run('zip', ['-q', 'two.zip', 'card.img', 'boot.img']);
    expect(await failureOf((async () => entry('two.zip'))())).toMatchObject({
      code: 'image-zip-several',
      facts: { count: 2, example: 'card.img', command: `unzip ${path('two.zip')}` },
    });
  });

  it('where nothing is called an image, none is looked for', () => {
    run('zip', ['-q', 'words.zip', 'notes.doc', 'folder/README.txt']);
    expect(entry('words.zip')).toMatchObject({ name: 'notes.doc' });
  });
});

describe('what cannot be read', () => {
  it('with a password', async () => {
    run('zip', ['-q', '-P', 'secret', 'secret.zip', 'card.img']);
    expect(await failureOf((async () => entry('secret.zip'))())).toMatchObject({ code: 'image-zip-unfit', facts: { what: 'a zip file with a password' } });
  });

  it('packed by LZMA', async () => {
    run('7z', ['a', '-bd', '-bso0', '-mm=LZMA', 'lzma.zip', 'card.img']);
    expect(await failureOf((async () => entry('lzma.zip'))())).toMatchObject({
      code: 'image-zip-unfit',
      facts: { what: 'a zip file that is packed in an unusual way' },
    });
  });

  it('split in parts', async () => {
    writeFileSync(path('noise.img'), NOISE);
    run('zip', ['-q', '-s', '256k', 'split.zip', 'noise.img']);
    expect(await failureOf((async () => entry('split.zip'))())).toMatchObject({
      code: 'image-zip-unfit',
      facts: { what: 'one part of a zip file that was split' },
    });
  });

  it.each([1, 100, 40_000])('cut by %i bytes', async (cut) => {
    run('zip', ['-q', 'whole.zip', 'card.img']);
    writeFileSync(path('cut.zip'), readFileSync(path('whole.zip')).subarray(0, -cut));
    expect((await failureOf((async () => entry('cut.zip'))())).code).toBe('archive-damaged');
  });
});

/** Behind a hole of 5 GiB, so that its offset is large; and with a size that it does not have. */
const HUGE = `
import sys, zipfile
with open(sys.argv[1], 'wb') as f: f.truncate(5 * 2**30)
with zipfile.ZipFile(sys.argv[1], 'a', zipfile.ZIP_DEFLATED) as z:
    z.write('card.img')
    z.filelist[0].file_size = 6 * 2**30
`;

it('what is beyond 4 GiB has its numbers in fields of their own', () => {
  run('python3', ['-c', HUGE, 'huge.zip']);
  const found = entry('huge.zip');
  expect(found).toMatchObject({ name: 'card.img', method: 'deflated', unpackedBytes: 6 * 1024 ** 3 });
  expect(found?.startByte).toBeGreaterThan(5 * 1024 ** 3);
});

it('whatever a zip says of itself does no harm', () => {
  run('zip', ['-q', 'fuzz.zip', 'boot.img', 'notes.doc']);
  const whole = readFileSync(path('fuzz.zip'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }), (changes) => {
      const damaged = Buffer.from(whole);
      for (const [at, value] of changes) damaged[at] = value;
      const found = membersOf(inMemory(damaged));
      for (const member of typeof found === 'string' ? [] : found) expect(() => dataByteOf(inMemory(damaged), member)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

it('the bytes of a held file are read as those in memory', () => {
  run('zip', ['-q', 'same.zip', 'boot.img']);
  using held = openArchive(path('same.zip'));
  expect(membersOf(bytesOf(held))).toEqual(membersOf(inMemory(readFileSync(path('same.zip')))));
});
