import { closeSync, mkdirSync, openSync, readdirSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { tarHeader, tarOf, withBytes } from '../../lab/tarHeader.ts';
import { failureOf, make, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

describe('sparse files', () => {
  it.each(['gnu', 'posix'])('%s', async (format) => {
    writeFileSync(path('holes'), '');
    truncateSync(path('holes'), 64 << 20);
    const fd = openSync(path('holes'), 'r+');
    writeSync(fd, Buffer.alloc(100_000, 1), 0, 100_000, 30 << 20);
    closeSync(fd);
    make(folder, 'tar', ['-S', '-cf', 'sparse.tar', `--format=${format}`, 'holes']);
    const facts = await inspectArchive(path('sparse.tar'));
    expect(facts).toMatchObject({ contentBytes: 64 << 20, largestFile: 64 << 20 });
    expect(facts.blockBytes).toBeGreaterThanOrEqual(100_000);
    expect(facts.blockBytes).toBeLessThan(120_000);
  });
});

describe('empty archives', () => {
  it.each(['', 'gzip'])('made by tar %s', async (compressor) => {
    make(folder, 'tar', ['-cf', 'none.tar', '-T', '/dev/null', ...(compressor ? [`--${compressor}`] : [])]);
    expect((await failureOf(inspectArchive(path('none.tar')))).code).toBe('archive-empty');
  });
});

describe('links, devices and FIFOs that tell a size', () => {
  const LINK = { name: 'l', type: '2', target: 'a', size: 1 };
  const FIFO = { name: 'p', type: '6', size: 700 };
  const DEVICE = { name: 'c', type: '3', size: 9, device: { major: 1, minor: 3 } };
  const AFTER = [
    { name: 'b', type: '5' },
    { name: 'b/m', type: '2', target: '../a' },
    { name: 'b/z', type: '5' },
  ];

  it.each([
    ['a link, whose size is that of its target', [LINK, ...AFTER], 'none'],
    ['a FIFO', [FIFO, ...AFTER], 'none'],
    ['both, compressed', [LINK, FIFO, ...AFTER], 'gzip'],
    ['a device, where the listing stumbles', [DEVICE, { name: 'file', size: 3 }], 'none'],
  ] as const)('%s: every member counts, as tar lays it', async (_, headers, compression) => {
    const file = compression === 'none' ? 'sized.tar' : 'sized.tar.gz';
    const contents = headers.flatMap((header) => [tarHeader(header), ...(header.name === 'file' ? [Buffer.from('abc'.padEnd(512, '\0'))] : [])]);
    writeFileSync(path('sized.tar'), Buffer.concat([...contents, Buffer.alloc(1024)]));
    if (compression === 'gzip') make(folder, 'gzip', ['-fk', 'sized.tar']);
    mkdirSync(path('laid'));
    make(folder, 'tar', ['-xf', file, '-C', 'laid']);
    const laid = readdirSync(path('laid'), { recursive: true }).length;
    rmSync(path('laid'), { recursive: true });
    const facts = await inspectArchive(path(file));
    expect(facts).toMatchObject({ entries: { total: headers.length }, ending: { tars: 1, marked: true, junkAt: null, falseSizes: true } });
    expect(facts.entries.total).toBe(laid);
    expect(facts.problems).toEqual([]);
  });

  it('are listed with the others that come behind megabytes of contents', async () => {
    const big = 3 << 20;
    const blocks = [tarHeader({ name: 'big', size: big }), Buffer.alloc(big, 1), tarHeader(LINK), ...AFTER.map(tarHeader)];
    writeFileSync(path('later.tar'), Buffer.concat([...blocks, Buffer.alloc(1024)]));
    expect(await inspectArchive(path('later.tar'))).toMatchObject({ entries: { total: 5, symlinks: 2, directories: 2 }, contentBytes: big });
  });

  it('do not hide that an archive is damaged', async () => {
    writeFileSync(path('damaged.tar'), Buffer.concat([tarHeader(LINK), Buffer.alloc(700, 'x'), tarHeader({ name: 'b', type: '5' }), Buffer.alloc(1024)]));
    expect((await failureOf(inspectArchive(path('damaged.tar')))).code).toBe('archive-damaged');
  });
});

describe('files that are called like folders', () => {
  const FOLDER = tarHeader({ name: 'd/', type: '5', size: 3 });
  const contents = Buffer.from('abc'.padEnd(512, '\0'));
  const problemsOf = async (...blocks: readonly Buffer[]): Promise<unknown> => {
    writeFileSync(path('slashed.tar'), Buffer.concat([...blocks, Buffer.alloc(1024)]));
    return (await inspectArchive(path('slashed.tar'))).problems;
  };

  it('and have contents cannot be laid: tar takes these for headers', async () => {
    const problem = { kind: 'folder-with-contents', count: 2, example: 'f/' };
    expect(await problemsOf(FOLDER, tarHeader({ name: 'f/', size: 3 }), contents, tarHeader({ name: 'g/', size: 3 }), contents)).toEqual([problem]);
  });

  it('are folders without any', async () => {
    expect(await problemsOf(FOLDER, tarHeader({ name: 'f/' }), tarHeader({ name: 'f/g', size: 3 }), contents)).toEqual([]);
  });
});

describe('devices', () => {
  it.each([
    [{ major: 4095, minor: 1_048_575 }, []],
    [{ major: 4096, minor: 1 }, [{ kind: 'device-out-of-range', count: 1, example: 'c' }]],
    [{ major: 1, minor: 1_048_576 }, [{ kind: 'device-out-of-range', count: 1, example: 'c' }]],
  ])('of the number %j', async (device, problems) => {
    writeFileSync(path('device.tar'), tarOf([{ name: 'c', type: '3', device }]));
    expect((await inspectArchive(path('device.tar'))).problems).toEqual(problems);
  });
});

describe('links where others have files and folders', () => {
  const ETC = { name: 'etc', type: '5' };
  it.each([
    ['fstab to elsewhere', [ETC, { name: 'etc/fstab', type: '2', target: '/run/fstab' }], 'symlink'],
    ['a folder called fstab', [ETC, { name: 'etc/fstab', type: '5' }], 'folder'],
    ['a FIFO called fstab', [ETC, { name: 'etc/fstab', type: '6' }], 'special'],
    ['etc', [{ name: 'etc', type: '2', target: 'usr/etc' }], 'behind-a-link'],
    ['none', [ETC, { name: 'etc/fstab' }], undefined],
    ['one that was replaced', [ETC, { name: 'etc/fstab', type: '2', target: 'x' }, { name: 'etc/fstab' }], undefined],
  ])('%s', async (_, headers, expected) => {
    writeFileSync(path('links.tar'), tarOf(headers));
    expect((await inspectArchive(path('links.tar'))).fstabIs).toBe(expected);
  });

  it('boot', async () => {
    writeFileSync(path('boot.tar'), tarOf([{ name: 'boot', type: '2', target: 'usr/boot' }, { name: 'usr/boot/vmlinuz-6' }]));
    expect(await inspectArchive(path('boot.tar'))).toMatchObject({ fat: { '/boot': { link: 'usr/boot' } }, kernels: ['boot/vmlinuz-6'] });
  });
});

describe('owners that Linux does not have', () => {
  const named = (uid: string): Buffer => withBytes(tarHeader({ name: 'owned' }), 108, uid);
  const MINUS_ONE = '\xff'.repeat(8);
  const TOO_LARGE = '\x80\0\0\x01\0\0\0\0';

  it.each([
    ['a negative one', MINUS_ONE],
    ['one of more than 32 bits', TOO_LARGE],
  ])('%s is no damage', async (_, uid) => {
    writeFileSync(path('owner.tar'), Buffer.concat([named(uid), Buffer.alloc(1024)]));
    expect((await failureOf(inspectArchive(path('owner.tar')))).code).toBe('archive-owner-impossible');
  });

  it('in what was cut short it is not to blame', async () => {
    writeFileSync(path('owner.tar'), Buffer.concat([named(MINUS_ONE), tarHeader({ name: 'cut', size: 5000 })]));
    expect((await failureOf(inspectArchive(path('owner.tar')))).code).toBe('archive-damaged');
  });
});

it('a member without a name is shown as the root, for which tar takes it', async () => {
  const nameless = [tarHeader({ name: 'etc' }), tarHeader({ name: '', size: 3 }), Buffer.from('abc'.padEnd(512, '\0'))];
  writeFileSync(path('nameless.tar'), Buffer.concat([...nameless, Buffer.alloc(1024)]));
  expect((await inspectArchive(path('nameless.tar'))).problems).toEqual([{ kind: 'folder-in-the-way', count: 1, example: './' }]);
});

it('zstd with a dictionary is no damage', async () => {
  const words = Array.from({ length: 200 }, (_, i) => `words-${i}`);
  mkdirSync(path('words'));
  for (const [i, word] of words.entries()) writeFileSync(path(`words/${word}`), `${words.slice(i, i + 40).join(' of a file like the others ')}\n`);
  make(folder, 'zstd', ['-q', '--train', ...words.map((word) => `words/${word}`), '-o', 'dictionary', '--maxdict=2000']);
  writeFileSync(path('with.tar'), tarOf([{ name: 'etc/passwd' }]));
  make(folder, 'zstd', ['-q', '-D', 'dictionary', 'with.tar']);
  expect((await failureOf(inspectArchive(path('with.tar.zst')))).code).toBe('archive-lacks-dictionary');
});

it.each(['LZIP', 'BZh91AY&SY', '\x1f\x8b\x08', '\x28\xb5\x2f\xfd', '\xfd7zXZ'])('a first member called %j makes no compressed file', async (name) => {
  writeFileSync(path('named.tar'), tarOf([{ name }, { name: 'etc/passwd' }]));
  expect(await inspectArchive(path('named.tar'))).toMatchObject({ compression: 'none', entries: { total: 2 } });
});

it.each(['BZh', 'BZh9', '\x1f\x8b', '\xfd7zX', '\x28\xb5\x2f', 'LZIP'])('%j is cut within its first bytes', async (head) => {
  writeFileSync(path('head'), head, 'latin1');
  expect(await failureOf(inspectArchive(path('head')))).toMatchObject({ code: 'archive-damaged', detail: expect.stringMatching(/first bytes/) });
});
