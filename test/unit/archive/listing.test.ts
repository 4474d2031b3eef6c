import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LISTING_OPTIONS, parseDifference, parseEntry } from '../../../electron/archive/listing.ts';
import { tarOf } from '../../lab/tarHeader.ts';
import { make, workshop } from './workshop.ts';

const when = { seconds: Date.UTC(2026, 10, 23, 11, 51, 5) / 1000, nanoseconds: 253965628 };
const base = { mode: 0o644, uid: 0, gid: 0, mtime: when, extended: false, acl: false };
const at = '2026-11-23 11:51:05.253965628';

describe('parseEntry', () => {
  it.each([
    [`block 2: drwxr-xr-x  0/0               0 ${at} "./"`, { ...base, block: 2, type: 'directory', mode: 0o755, size: 0, name: './' }],
    [
      `block 8: -rw-r--r--  0/0               1 ${at} "./d/new\\nline\\377\\303\\251\\"q\\\\"`,
      { ...base, block: 8, type: 'file', size: 1, name: './d/new\nline\xff\xc3\xa9"q\\' },
    ],
    [
      `block 12: crw-r--r--  0/0             5,1 ${at} "./d/dev"`,
      { ...base, block: 12, type: 'character', size: 0, device: { major: 5, minor: 1 }, name: './d/dev' },
    ],
    [`block 20: -rw-r--r--* 0/0               3 ${at} "./d/h"`, { ...base, block: 20, type: 'file', size: 3, name: './d/h', extended: true }],
    [`block 20: -rw-r--r--+ 0/0               3 ${at} "./d/h"`, { ...base, block: 20, type: 'file', size: 3, name: './d/h', extended: true, acl: true }],
    [`block 20: -rw-r--r--. 0/0               3 ${at} "./d/h"`, { ...base, block: 20, type: 'file', size: 3, name: './d/h', extended: true }],
    [`block 24: prw-r--r--  0/0               0 ${at} "./d/p"`, { ...base, block: 24, type: 'fifo', size: 0, name: './d/p' }],
    [
      `block 27: lrwxrwxrwx  0/0               0 ${at} "./d/l" -> "x -> y"`,
      { ...base, block: 27, type: 'symlink', mode: 0o777, size: 0, name: './d/l', linkTarget: 'x -> y' },
    ],
    [
      `block 33: hrw-r--r--  0/0               0 ${at} "./d/a b -> c" link to "./d/h"`,
      { ...base, block: 33, type: 'hardlink', size: 0, name: './d/a b -> c', linkTarget: './d/h' },
    ],
    [
      `brw-rw---- 2100000/3000000000 8,16 ${at} "sda"`,
      { ...base, block: undefined, type: 'block', mode: 0o660, uid: 2100000, gid: 3000000000, size: 0, device: { major: 8, minor: 16 }, name: 'sda' },
    ],
    [`block 5: Crw-r--r--  0/0 7 ${at} "e"`, { ...base, block: 5, type: 'file', size: 7, name: 'e' }],
    [`block 6: ?rw-r--r--  0/0 0 ${at} "f" unknown file type 'Z'`, { ...base, block: 6, type: 'file', size: 0, name: 'f', unknown: true }],
    [`Crwxr-xr-x  0/0 0 ${at} "g/"`, { ...base, block: undefined, type: 'directory', mode: 0o755, size: 0, name: 'g/' }],
  ])('%s', (line, expected) => expect(parseEntry(line)).toEqual(expected));

  it.each([
    ['rwxr-xr-x', 0o755],
    ['rwsr-sr-t', 0o7755],
    ['--S--S--T', 0o7000],
    ['rwsrwsrwt', 0o7777],
    ['---------', 0],
  ])('mode %s', (mode, expected) => expect(parseEntry(`-${mode} 0/0 0 ${at} "x"`)?.mode).toBe(expected));

  it.each([
    ['block 7: Vrw-r--r--  0/0               0 1970-01-01 00:00:00        "vol"--Volume Header--'],
    ['block 34: ** Block of NULs **'],
    ['  x: 44 system.posix_acl_access'],
    ['"./a\\: b": Size differs'],
    [`block 2: -rw-r--r-- 0/0 0 ${at} "no end\\"`],
    [''],
  ])('is no member: %s', (line) => expect(parseEntry(line)).toBeUndefined());

  it.each([
    ['1960-01-02 03:04:06.876543211', Date.UTC(1960, 0, 2, 3, 4, 5) / 1000, 123456789],
    ['1969-12-31 23:59:59.75        ', -2, 250_000_000],
    ['1969-12-31 23:59:59           ', -1, 0],
    ['1970-01-01 00:00:00.5         ', 0, 500_000_000],
    ['2026-11-23 12:36:16.15168075  ', Date.UTC(2026, 10, 23, 12, 36, 16) / 1000, 151680750],
    ['0-11-22 00:00:00', -62135596800 - 40 * 86400, 0],
    ['-1-11-28 00:00:00', -62135596800 - 400 * 86400, 0],
    ['-1199-02-15 14:13:21       ', -99999999999, 0],
    ['3170843-11-07 09:46:39.5      ', 99999999999999, 500_000_000],
    ['67768036191676800          ', 67768036191676800, 0],
  ])('time %s', (text, seconds, nanoseconds) => expect(parseEntry(`-rw-r--r-- 0/0 0 ${text} "x"`)?.mtime).toEqual({ seconds, nanoseconds }));
});

describe('parseDifference', () => {
  it.each([
    ['"./a\\: b": Size differs', { name: './a: b', what: 'Size differs' }],
    ['"./h1": Not linked to "./h2"', { name: './h1', what: 'Not linked to "./h2"' }],
    [`-rw-r--r-- 0/0 0 ${at} "./q"`, undefined],
    ['"open', undefined],
  ])('%s', (line, expected) => expect(parseDifference(line)).toEqual(expected));
});

describe('names of any bytes', () => {
  const folder = workshop();
  const name = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((raw) => Buffer.from(raw.map((byte) => byte || 1)).toString('latin1'));

  it('come back from tar as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name, target: name }), { minLength: 1, maxLength: 100 }), (links) => {
        writeFileSync(join(folder, 'names.tar'), tarOf(links.map((link) => ({ ...link, type: '2' }))));
        const lines = make(folder, 'tar', ['-tvR', ...LISTING_OPTIONS, '-f', 'names.tar'])
          .toString('latin1')
          .trimEnd()
          .split('\n');
        const read = lines.flatMap((line) => parseEntry(line) ?? []);
        expect(read.map((entry) => ({ name: entry.name, target: entry.linkTarget }))).toEqual(links);
        expect(lines.at(-1)).toBe(`block ${links.length}: ** Block of NULs **`);
      }),
      { numRuns: 40 },
    );
  });

  it('come back from C quoting as they are', () => {
    const quote = (text: string): string =>
      `"${[...text].map((c) => (/[!#-[\]-~ ]/.test(c) ? c : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)).join('')}"`;
    fc.assert(
      fc.property(name, name, (a, b) => {
        const entry = parseEntry(`lrwxrwxrwx 0/0 0 ${at} ${quote(a)} -> ${quote(b)}`);
        expect([entry?.name, entry?.linkTarget]).toEqual([a, b]);
      }),
    );
  });

  it('never make the parser fail', () => {
    fc.assert(fc.property(fc.string(), (line) => void [parseEntry(line), parseDifference(line)]));
  });

  it('of a megabyte of quotes are read in no time', () => {
    const long = 'a\\"'.repeat(400_000);
    expect(parseEntry(`-rw-r--r-- 0/0 0 ${at} "${long}"`)?.name).toHaveLength(800_000);
    expect(parseEntry(`-rw-r--r-- 0/0 0 ${at} "${long}`)).toBeUndefined();
  });
});

describe('times of a real archive', () => {
  const folder = workshop();
  it.each(['1960-01-02 03:04:05.123456789', '1969-12-31 23:59:58.25', '1970-01-01 00:00:00.5', '2026-02-28 23:59:59.999999999'])('%s', (time) => {
    make(folder, 'touch', ['-d', `${time} UTC`, 'file']);
    make(folder, 'tar', ['-cf', 'times.tar', '--format=posix', 'file']);
    const line =
      make(folder, 'tar', ['-tvR', ...LISTING_OPTIONS, '-f', 'times.tar'])
        .toString('latin1')
        .split('\n')[0] ?? '';
    const expected = { seconds: Date.parse(`${time.slice(0, 19).replace(' ', 'T')}Z`) / 1000, nanoseconds: Number((time.split('.')[1] ?? '').padEnd(9, '0')) };
    expect(parseEntry(line)?.mtime).toEqual(expected);
  });
});
