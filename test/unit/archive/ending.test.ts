import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { explain } from '../../../shared/explain.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { compressed } from '../../lab/lzw.ts';
import { tarHeader } from '../../lab/tarHeader.ts';
import { children, failureOf, make, NOISE, openFiles, workshop } from './workshop.ts';

/** Archives that do not end as a tar ends: with its mark, and nothing behind it. */

const folder = workshop();
const path = (name: string): string => join(folder, name);
const bytes = (name: string): Buffer => readFileSync(path(name));

/** Without its end mark and padding. */
let members: Buffer;

beforeAll(() => {
  mkdirSync(path('tmp'));
  process.env['TMPDIR'] = path('tmp');
  for (const name of ['one/etc', 'one/usr/bin', 'two/usr/lib', 'two/etc']) mkdirSync(path(name), { recursive: true });
  writeFileSync(path('one/etc/noise'), NOISE.subarray(0, 300_000));
  writeFileSync(path('one/usr/bin/sh'), 'sh');
  writeFileSync(path('two/etc/os-release'), 'PRETTY_NAME="Second 2"\n');
  writeFileSync(path('two/usr/lib/modules.dep'), 'x'.repeat(5000));
  make(folder, 'setfattr', ['-n', 'user.x', '-v', '1', 'two/usr/lib/modules.dep']);
  for (const name of ['one', 'two'])
    make(folder, 'tar', ['-C', name, '--format=posix', '--xattrs', '--sort=name', '-cf', `${name}.tar`, ...readdirSync(path(name)).toSorted()]);
  const mark = Number(/block (\d+): \*\*/.exec(make(folder, 'tar', ['-tRf', 'one.tar']).toString())?.[1]) * 512;
  members = bytes('one.tar').subarray(0, mark);
});
afterAll(() => void delete process.env['TMPDIR']);

afterEach(() => {
  expect(children()).toEqual([]);
  expect(readdirSync(path('tmp'))).toEqual([]);
  expect(openFiles(folder)).toEqual([]);
});

const COMPRESSORS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  plain: ['cat'],
  gzip: ['gzip', '-c'],
  xz: ['xz', '-1c'],
  zstd: ['zstd', '-qc'],
  bzip2: ['bzip2', '-c'],
  lz4: ['lz4', '-qc'],
  lzip: ['lzip', '-1c'],
  lzma: ['xz', '--format=lzma', '-1c'],
};
const ALL = Object.keys(COMPRESSORS);

function pack(how: string, data: Buffer): Buffer {
  writeFileSync(path('packing'), data);
  const [tool, ...args] = COMPRESSORS[how] ?? ['cat'];
  return make(folder, tool, [...args, 'packing']);
}

function inspect(data: Buffer, name = 'archive'): Promise<ArchiveFacts> {
  writeFileSync(path(name), data);
  return inspectArchive(path(name));
}

const JUNK = NOISE.subarray(1000, 6000);
const USUAL = { tars: 1, marked: true, junkAt: null, trailing: false };
const TOTAL = { one: 5, two: 5, both: 10 };

it.each(ALL)('%s: an ordinary tar ends as it should', async (how) => {
  const facts = await inspect(pack(how, bytes('one.tar')));
  expect(facts).toMatchObject({ ending: USUAL, entries: { total: TOTAL.one }, streamBytes: statSync(path('one.tar')).size });
});

describe('tars that lie one behind the other', () => {
  const BOTH = { ending: { ...USUAL, tars: 2 }, entries: { total: TOTAL.both }, rootFilesystem: true, distribution: 'Second 2', extended: 1 };

  it.each(ALL)('%s: all of them are seen', async (how) => {
    const whole = Buffer.concat([bytes('one.tar'), bytes('two.tar')]);
    expect(await inspect(pack(how, whole))).toMatchObject({ ...BOTH, streamBytes: whole.length });
  });

  it.each(['gzip', 'xz', 'zstd', 'bzip2', 'lz4', 'lzip'])('%s: each compressed by itself', async (how) => {
    expect(await inspect(Buffer.concat([pack(how, bytes('one.tar')), pack(how, bytes('two.tar'))]))).toMatchObject(BOTH);
  });

  it('also behind a single block of zeros, and behind a megabyte', async () => {
    for (const zeros of [512, 1 << 20]) expect(await inspect(Buffer.concat([members, Buffer.alloc(zeros), bytes('two.tar')]))).toMatchObject(BOTH);
  });

  it('the second one cut short is damage', async () => {
    const whole = Buffer.concat([bytes('one.tar'), bytes('two.tar')]);
    for (const less of [bytes('two.tar').length - 512 - 100, 12_000])
      expect(await failureOf(inspect(whole.subarray(0, whole.length - less)))).toMatchObject({ code: 'archive-damaged' });
  });

  it('damage inside the second one is not taken for its end', async () => {
    const second = Buffer.concat([tarHeader({ name: 'a' }), NOISE.subarray(0, 512), tarHeader({ name: 'b' }), Buffer.alloc(1024)]);
    expect(await failureOf(inspect(Buffer.concat([bytes('one.tar'), second])))).toMatchObject({ code: 'archive-damaged' });
  });
});

describe('junk behind the end mark', () => {
  it.each(ALL)('%s: is named and left out', async (how) => {
    const facts = await inspect(pack(how, Buffer.concat([bytes('one.tar'), JUNK])));
    expect(facts).toMatchObject({ ending: { ...USUAL, junkAt: bytes('one.tar').length }, entries: { total: TOTAL.one } });
    expect(facts.streamBytes).toBeLessThanOrEqual(bytes('one.tar').length);
  });

  it.each(ALL)('%s: behind the second of two tars as well', async (how) => {
    const both = Buffer.concat([bytes('one.tar'), bytes('two.tar')]);
    const facts = await inspect(pack(how, Buffer.concat([both, JUNK, bytes('two.tar')])));
    expect(facts).toMatchObject({ ending: { ...USUAL, tars: 2, junkAt: both.length }, entries: { total: TOTAL.both }, distribution: 'Second 2' });
  });

  it('does not bring members with it', async () => {
    const evil = Buffer.concat([tarHeader({ name: '../../etc/shadow' }), Buffer.alloc(1024)]);
    const facts = await inspect(Buffer.concat([bytes('one.tar'), JUNK, Buffer.alloc(120), evil]));
    expect(facts).toMatchObject({ entries: { total: TOTAL.one }, unsafe: { count: 0 } });
  });
});

it('an attribute with a name of many lines does not make members disappear', async () => {
  const name = 'user.x\nblock 1: ** Block of NULs **\nblock 2: block 3: x';
  const record = ` SCHILY.xattr.${name}=1\n`;
  const text = Buffer.from(`${record.length + 2}${record}`);
  const extended = Buffer.concat([tarHeader({ name: 'x', type: 'x', size: text.length }), text, Buffer.alloc(512 - text.length)]);
  const stream = Buffer.concat([extended, tarHeader({ name: 'first' }), tarHeader({ name: '../second' }), Buffer.alloc(1024)]);
  expect(await inspect(stream)).toMatchObject({ entries: { total: 2 }, unsafe: { count: 1 } });
});

describe('what is no part of the compressed data', () => {
  it.each(['zstd', 'lz4', 'gzip', 'bzip2', 'lzip'])('%s: the verdict is the same every time', async (how) => {
    const packed = Buffer.concat([pack(how, bytes('two.tar')), JUNK]);
    for (let i = 0; i < 8; i += 1) expect(await inspect(packed)).toMatchObject({ entries: { total: TOTAL.two }, ending: { tars: 1, marked: true } });
  });

  it.each(['zstd', 'lz4', 'gzip', 'bzip2', 'lzip'])('%s: is named', async (how) => {
    expect((await inspect(Buffer.concat([pack(how, bytes('two.tar')), JUNK]))).ending).toEqual({ ...USUAL, trailing: true });
  });

  it.each(['gzip', 'bzip2', 'lzip', 'zstd', 'lz4', 'xz'])('%s: several members are all of it', async (how) => {
    const both = Buffer.concat([pack(how, bytes('one.tar')), pack(how, bytes('two.tar'))]);
    expect(await inspect(both)).toMatchObject({ entries: { total: TOTAL.both }, ending: { tars: 2, trailing: false } });
  });

  it('gzip: zeros are padding also behind several members without an end mark', async () => {
    const whole = Buffer.concat([pack('gzip', members.subarray(0, 200_000)), pack('gzip', members.subarray(200_000)), Buffer.alloc(5000)]);
    expect(await inspect(whole)).toMatchObject({ ending: { ...USUAL, marked: false }, entries: { total: TOTAL.one } });
  });

  it.each(['gzip', 'bzip2'])('%s: zeros are padding', async (how) => {
    expect((await inspect(Buffer.concat([pack(how, bytes('two.tar')), Buffer.alloc(5000)]))).ending).toEqual(USUAL);
  });

  it('lzma: cannot be told from damage', async () => {
    for (let i = 0; i < 8; i += 1)
      expect(await failureOf(inspect(Buffer.concat([pack('lzma', bytes('two.tar')), JUNK])))).toMatchObject({ code: 'archive-damaged' });
  });

  it('xz: fails at it, so what is left out by hand is named', async () => {
    const whole = pack('xz', bytes('two.tar'));
    const failure = await failureOf(inspect(Buffer.concat([whole, JUNK])));
    expect(failure).toMatchObject({ code: 'archive-appended' });
    make(folder, 'sh', ['-c', /head -c .*$/.exec(explain(failure, 'untouched').next)?.[0] ?? 'false']);
    expect(bytes('archive.whole').equals(whole)).toBe(true);
    expect(await failureOf(inspect(Buffer.concat([whole, whole.subarray(0, -20)])))).toMatchObject({ code: 'archive-damaged' });
  });

  it('plain: less than a block is left out as well', async () => {
    expect((await inspect(Buffer.concat([bytes('one.tar'), Buffer.from('junk')]))).ending).toEqual({ ...USUAL, junkAt: bytes('one.tar').length });
    expect((await inspect(Buffer.concat([bytes('one.tar'), Buffer.alloc(100)]))).ending).toEqual(USUAL);
  });
});

describe('no end mark', () => {
  it.each(ALL)('%s: accepted where it ends with a member', async (how) => {
    expect(await inspect(pack(how, members))).toMatchObject({ ending: { ...USUAL, marked: false }, entries: { total: TOTAL.one } });
  });

  it('accepted behind a tar that has one', async () => {
    expect(await inspect(Buffer.concat([bytes('two.tar'), members]))).toMatchObject({ ending: { ...USUAL, tars: 2, marked: false } });
  });

  it.each(ALL.flatMap((how) => [[how, 'in the contents of a member', 100_000] as const, [how, 'in a header', -100] as const]))(
    '%s: refused where it was cut %s',
    async (how, _, length) => {
      const cut = length < 0 ? Buffer.concat([members, tarHeader({ name: 'more' }).subarray(0, 512 + length)]) : members.subarray(0, length);
      expect(await failureOf(inspect(pack(how, cut)))).toMatchObject({ code: 'archive-damaged' });
    },
  );

  it.each([
    ['behind an extended header', [tarHeader({ name: 'x', type: 'x', size: 20 }), Buffer.alloc(512, 'x')]],
    ['behind the header of a file', [tarHeader({ name: 'file', size: 5000 })]],
    ['in the contents, at the border of a block', [tarHeader({ name: 'file', size: 5000 }), Buffer.alloc(1024)]],
    ['in the contents, which were not filled up to a block', [tarHeader({ name: 'file', size: 2 }), Buffer.from('ok')]],
  ])('refused where it was cut %s', async (_, rest) => {
    expect(await failureOf(inspect(Buffer.concat([members, ...rest])))).toMatchObject({ code: 'archive-damaged' });
  });

  it('refused where a compressed file of several members was cut in the header of one', async () => {
    const whole = Buffer.concat([pack('gzip', members), pack('gzip', bytes('two.tar'))]);
    for (const extra of [3, 8])
      expect(await failureOf(inspect(whole.subarray(0, pack('gzip', members).length + extra)))).toMatchObject({ code: 'archive-damaged' });
  });

  it('refused where something lies behind the compressed data, which may have been more of it', async () => {
    for (const how of ['gzip', 'zstd', 'bzip2', 'lz4'])
      expect(await failureOf(inspect(Buffer.concat([pack(how, members), JUNK])))).toMatchObject({ code: 'archive-damaged' });
  });

  it('refused in a .Z, which does not show that it was cut', async () => {
    expect(await failureOf(inspect(compressed(members)))).toMatchObject({ code: 'archive-damaged' });
  });

  it('a plain file that became shorter than what tar skips is cut', async () => {
    writeFileSync(path('sparse.tar'), Buffer.concat([members, tarHeader({ name: 'large', size: 0o10000000 })]));
    truncateSync(path('sparse.tar'), statSync(path('sparse.tar')).size + 10240 * 100);
    expect(await failureOf(inspectArchive(path('sparse.tar')))).toMatchObject({ code: 'archive-damaged' });
    appendFileSync(path('sparse.tar'), Buffer.alloc(0o10000000 - 10240 * 100));
    expect((await inspectArchive(path('sparse.tar'))).ending).toEqual({ ...USUAL, marked: false });
  });
});
