import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bmap, parseBmap } from '../../../electron/image/bmap.ts';
import { bmapBeside, namesBeside } from '../../../electron/image/bmapBeside.ts';
import { readBmapText } from '../../../electron/image/bmapText.ts';
import { inspectImage } from '../../../electron/image/inspect.ts';
import { toFailure } from '../../../shared/errors.ts';
import { failureOf, NOISE } from '../archive/workshop.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** Block maps as bmaptool makes them, and as it made them before. */

const { path, run, patch, disk, blank } = imageWorkshop();
const SIZE = 40 * MiB;

beforeAll(() => {
  disk('card.img', SIZE, ['label: gpt', 'size=8M', 'type=L']);
  patch('card.img', 12 * MiB, NOISE.subarray(0, 300_000));
  run('bmaptool', ['-q', 'create', '-o', 'card.bmap', 'card.img']);
});

const text = (): string => readFileSync(path('card.bmap'), 'utf8');

/** With its own checksum put right. */
function sealed(changed: string, hash = 'sha256'): Buffer {
  const element = /(?<=<BmapFile(?:Checksum|SHA1)> )[0-9a-f]+/;
  const zeros = '0'.repeat(createHash(hash).digest('hex').length);
  const blank = changed.replace(element, zeros);
  return Buffer.from(blank.replace(element, createHash(hash).update(blank).digest('hex')));
}

/** The form of 1.3, which had SHA-1 for everything (bmaptools, `test-data/test.image.bmap.v1.3`). */
function oldForm(): Buffer {
  const image = readFileSync(path('card.img'));
  const ranges = parseBmap('x', Buffer.from(text())).ranges.map(({ first, last }) => {
    const sum = createHash('sha1')
      .update(image.subarray(first * 4096, (last + 1) * 4096))
      .digest('hex');
    return `<Range sha1="${sum}"> ${first === last ? first : `${first}-${last}`} </Range>`;
  });
  return sealed(
    text()
      .replace('version="2.0"', 'version="1.3"')
      .replace(/<ChecksumType>.*<\/ChecksumType>/, '')
      .replace(/<BmapFileChecksum>(.*)<\/BmapFileChecksum>/, '<BmapFileSHA1>$1</BmapFileSHA1>')
      .replace(/<BlockMap>.*<\/BlockMap>/s, `<BlockMap>\n${ranges.join('\n')}\n</BlockMap>`),
    'sha1',
  );
}

/** Whether its checksums are those of the image. */
function proves({ ranges, blockBytes, hash }: Bmap, image: Buffer): boolean {
  return ranges.every(
    ({ first, last, checksum }) =>
      createHash(hash)
        .update(image.subarray(first * blockBytes, (last + 1) * blockBytes))
        .digest('hex') === checksum,
  );
}

describe('a block map', () => {
  it.each([
    ['2.0', () => Buffer.from(text()), 'sha256'],
    ['1.4', () => sealed(text().replace('version="2.0"', 'version="1.4"')), 'sha256'],
    ['1.3', oldForm, 'sha1'],
  ] as const)('of version %s is read and proven', (_, make, hash) => {
    const bmap = parseBmap('x', make());
    expect(bmap).toMatchObject({ imageBytes: SIZE, blockBytes: 4096, hash });
    expect(bmap.mappedBytes).toBe(bmap.ranges.reduce((sum, { first, last }) => sum + (last - first + 1) * 4096, 0));
    expect(bmap.mappedBytes).toBeLessThan(MiB);
    expect(proves(bmap, readFileSync(path('card.img')))).toBe(true);
  });

  it.each(['1.3', '1.4', '2.0'])('is what bmaptool takes for one, too (%s)', (version) => {
    writeFileSync(
      path(`${version}.bmap`),
      { '1.3': oldForm(), '1.4': sealed(text().replace('version="2.0"', 'version="1.4"')), '2.0': Buffer.from(text()) }[version] ?? '',
    );
    run('bmaptool', ['-q', 'copy', '--bmap', `${version}.bmap`, 'card.img', 'copied']);
    expect(readFileSync(path('copied')).equals(readFileSync(path('card.img')))).toBe(true);
  });

  it('may be without checksums of its ranges', () => {
    run('bmaptool', ['-q', 'create', '--no-checksum', '-o', 'bare.bmap', 'card.img']);
    expect(parseBmap('x', readFileSync(path('bare.bmap'))).ranges[0]).toEqual({ first: 0, last: expect.any(Number), checksum: null });
  });

  it('counts no more of the last block than there is of the image', () => {
    blank('odd.img', 10_000);
    patch('odd.img', 9000, 'x');
    run('bmaptool', ['-q', 'create', '-o', 'odd.bmap', 'odd.img']);
    expect(parseBmap('x', readFileSync(path('odd.bmap')))).toMatchObject({ imageBytes: 10_000, mappedBytes: 10_000 - 8192, ranges: [{ first: 2, last: 2 }] });
  });
});

function reasonOf(file: Buffer): unknown {
  try {
    return parseBmap('/x.bmap', file);
  } catch (error) {
    return toFailure(error).facts['reason'];
  }
}

describe('what is refused', () => {
  const NOT_UNDERSTOOD = 'it says something that is not understood, or too little';
  const DISAGREE = 'its numbers do not agree';
  const FORM = 'it is not written as block maps are';
  it.each<readonly [what: string, make: () => Buffer, reason: string]>([
    [
      'a changed number',
      () => Buffer.from(text().replace('<BlocksCount> 10240', '<BlocksCount> 10241')),
      'its own checksum says that it was changed or damaged',
    ],
    ['a changed remark', () => Buffer.from(text().replace('Image size', 'image size')), 'its own checksum says that it was changed or damaged'],
    ['another version', () => sealed(text().replace('version="2.0"', 'version="3.0"')), 'it is of version 3.0, which is not known'],
    ['another hash', () => sealed(text().replace('> sha256 <', '> md5 <')), NOT_UNDERSTOOD],
    ['something new', () => sealed(text().replace('<BlockMap>', '<Holes> 3 </Holes><BlockMap>')), NOT_UNDERSTOOD],
    ['no length', () => sealed(text().replace(/<ImageSize>.*<\/ImageSize>/, '')), NOT_UNDERSTOOD],
    ['a wrong count', () => sealed(text().replace(/(<MappedBlocksCount> )\d+/, '$17')), DISAGREE],
    ['a wrong number of blocks', () => sealed(text().replace('<BlocksCount> 10240', '<BlocksCount> 10241')), DISAGREE],
    ['no blocks at all', () => sealed(text().replace('<BlockSize> 4096', '<BlockSize> 0')), DISAGREE],
    [
      'blocks behind the end',
      () =>
        sealed(
          text()
            .replace('-10239 <', '-10240 <')
            .replace(/(<MappedBlocksCount> )(\d+)/, (_, before: string, n: string) => `${before}${Number(n) + 1}`),
        ),
      DISAGREE,
    ],
    ['ranges out of order', () => sealed(text().replace(/(<Range[^\n]*\n)\s*(<Range[^\n]*\n)/, '$2$1')), DISAGREE],
    ['a checksum of another length', () => sealed(text().replace(/chksum="../, 'chksum="')), DISAGREE],
    ['an attribute', () => sealed(text().replace('<Range chksum', '<Range mood="good" chksum')), FORM],
    ['words between', () => sealed(text().replace('<BlockMap>', '<BlockMap> and')), FORM],
    ['twice the same', () => sealed(text().replace('<BlockSize>', '<BlockSize> 4096 </BlockSize><BlockSize>')), FORM],
    ['a comment without an end', () => Buffer.from(text().replace('-->', '')), FORM],
    ['an entity', () => Buffer.from(`<!DOCTYPE bmap [<!ENTITY x "y">]>${text()}`), FORM],
    ['nothing', () => Buffer.alloc(0), FORM],
    ['a signed one', () => Buffer.from(`-----BEGIN PGP SIGNED MESSAGE-----\n${text()}`), FORM],
    ['a picture', () => NOISE, FORM],
  ])('%s', (_, make, reason) => expect(reasonOf(make())).toBe(reason));

  it('whatever is changed in one, it is refused or means the same', () => {
    const whole = Buffer.from(text());
    const meant = parseBmap('x', whole);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const changed = Buffer.from(whole);
        changed[at] = value;
        const found = reasonOf(changed);
        if (typeof found !== 'string') expect(found).toEqual(meant);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['<!--', '<bmap version="2.0">', '<BlockMap>', ' ', '<Range>'])('a file of nothing but %j is refused in no time', (piece) => {
    const begin = performance.now();
    expect(readBmapText(`<bmap version="2.0">${piece.repeat(2_000_000)}`)).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('beside an image', () => {
  it('is looked for as bmaptool does', () => {
    expect(namesBeside('/a.b/card.v2.img.xz')).toEqual(['/a.b/card.v2.img.xz.bmap', '/a.b/card.v2.img.bmap', '/a.b/card.v2.bmap', '/a.b/card.bmap']);
    expect(namesBeside('/card')).toEqual(['/card.bmap']);
  });

  it('one is found, and tells the length that the container does not', async () => {
    run('gzip', ['-kn', 'card.img']);
    const found = await inspectImage(path('card.img.gz'));
    expect(found).toMatchObject({ imageBytes: SIZE, bmap: { imageBytes: SIZE, blockBytes: 4096, isChecked: true, file: { path: path('card.bmap') } } });
    expect(bmapBeside(path('card.img.gz'))?.bmap.ranges).toHaveLength(found?.bmap?.ranges ?? 0);
  });

  it('there may be none', () => expect(bmapBeside(path('other.img'))).toBeUndefined());

  it.each(['card.img', 'card.img.xz', 'card.img.gz'])('that of another image is refused (%s)', async (name) => {
    mkdirSync(path('mixed'));
    if (name !== 'card.img') run('sh', ['-c', `${name.endsWith('xz') ? 'xz -0' : 'gzip'} -c card.img > mixed/${name}`]);
    else run('cp', ['card.img', 'mixed/card.img']);
    blank('small.img', MiB);
    patch('small.img', 5000, 'x');
    run('bmaptool', ['-q', 'create', '-o', 'mixed/card.bmap', 'small.img']);
    expect(await failureOf(inspectImage(path(`mixed/${name}`)))).toMatchObject({
      code: 'image-bmap-unfit',
      facts: { path: path('mixed/card.bmap'), reason: 'it belongs to an image of another size' },
    });
    rmSync(path('mixed'), { recursive: true });
  });
});
