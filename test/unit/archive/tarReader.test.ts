import { execFileSync } from 'node:child_process';
import { closeSync, lstatSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MOST_HEADER } from '../../../electron/archive/extension.ts';
import type { TarMember } from '../../../electron/archive/member.ts';
import type { ReadingOptions } from '../../../electron/archive/members.ts';
import { readTar, type TarReader } from '../../../electron/archive/tarReader.ts';
import { tarHeader, tarOf } from '../../lab/tarHeader.ts';
import { listByTar } from '../../lab/tarListing.ts';

// Not on a tmpfs: before Linux 6.6 that has no attributes of users.
const folder = mkdtempSync('/var/tmp/tar-reader-');
afterAll(() => rmSync(folder, { recursive: true }));

/** The next piece is read into the same bytes. */
function push(reader: TarReader, piece: Buffer): void {
  const bytesOfMany = Buffer.from(piece);
  reader.push(bytesOfMany);
  bytesOfMany.fill(0xee);
}

/** What the reader tells of a stream that comes in pieces. */
function membersOf(stream: Buffer, piece = stream.length, options?: ReadingOptions): TarMember[] {
  const members: TarMember[] = [];
  const reader = readTar((member) => members.push(member), options);
  for (let at = 0; at < stream.length; at += piece) push(reader, stream.subarray(at, at + piece));
  return members;
}

/** As somebody reads who can leave contents out. */
function membersBySkipping(stream: Buffer, piece: number): TarMember[] {
  const members: TarMember[] = [];
  const reader = readTar((member) => members.push(member));
  for (let at = 0; at < stream.length && !reader.hasEnded();) {
    const part = stream.subarray(at, at + piece);
    push(reader, part);
    at += part.length + reader.skippable();
    reader.skip(reader.skippable());
  }
  return members;
}

interface File {
  readonly name: Buffer;
  readonly kind: 'file' | 'sparse' | 'folder' | 'link' | 'fifo';
  readonly size: number;
  readonly attributes: ReadonlyMap<string, Buffer>;
}

const bytes = (min: number, max: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: min, maxLength: max }).map((array) => Buffer.from(array));
const name = fc
  .tuple(bytes(1, 20), fc.constantFrom(0, 0, 0, 90, 150, 220))
  .map(([start, more]) => Buffer.concat([start, Buffer.alloc(more, 'n')]).map((byte) => (byte === 0 || byte === 0x2f ? 0x5f : byte)))
  .map((array) => Buffer.concat([Buffer.from('m'), array]));
const attributeName = fc.string({ unit: fc.constantFrom('a', 'b', '%', '=', '%25', '\n', ' ', 'é'), minLength: 1, maxLength: 8 }).map((text) => `user.${text}`);
const file: fc.Arbitrary<File> = fc.record({
  name,
  kind: fc.constantFrom('file', 'file', 'sparse', 'folder', 'link', 'fifo'),
  size: fc.constantFrom(0, 1, 511, 512, 513, 70_000),
  attributes: fc
    .array(fc.tuple(attributeName, fc.oneof(bytes(0, 12), fc.constantFrom(Buffer.from('\n31 SCHILY.xattr.user.x=\0\n'), Buffer.alloc(900, 0xff)))), {
      maxLength: 3,
    })
    .map((pairs) => new Map(pairs)),
});
const trees = fc.uniqueArray(file, { minLength: 1, maxLength: 6, selector: (each) => each.name.toString('latin1') });

function make(tree: Buffer, { name: own, kind, size, attributes }: File): void {
  const path = Buffer.concat([tree, Buffer.from('/'), own]);
  if (kind === 'folder') mkdirSync(path);
  else if (kind === 'fifo') execFileSync('sh', ['-c', 'cd "$1" && xargs -0 mkfifo --', 'sh', tree.toString()], { input: own });
  else if (kind === 'link') execFileSync('sh', ['-c', 'cd "$1" && xargs -0 ln -s target --', 'sh', tree.toString()], { input: own });
  else writeFileSync(path, Buffer.alloc(kind === 'sparse' ? 0 : size, 'c'));
  if (kind === 'sparse') writeHoles(path);
  if (kind === 'link' || kind === 'fifo') return;
  const text = [...attributes].map(([key, value]) => `${escaped(key)}=0x${value.toString('hex')}\n`).join('');
  execFileSync('setfattr', ['--restore=-'], {
    cwd: tree.toString(),
    input: Buffer.from(`# file: ${escaped(own.toString('latin1'), 'latin1')}\n${text}`, 'latin1'),
  });
}

/** getfattr's own quoting in a dump: octal for what is no plain character. */
function escaped(text: string, encoding: BufferEncoding = 'utf8'): string {
  return [...Buffer.from(text, encoding)]
    .map((byte) => (/[A-Za-z0-9._]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`))
    .join('');
}

/** More places than the header of the old format has room for. */
function writeHoles(path: Buffer): void {
  const fd = openSync(path, 'w');
  for (let at = 0; at < 40; at += 1) writeSync(fd, 'data', at * 65536);
  closeSync(fd);
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1);
const plain = (attributes: ReadonlyMap<string, Buffer>): [string, string][] =>
  [...attributes].map(([key, value]) => [key, value.toString('hex')] as [string, string]).toSorted(byName);

describe('the reader of headers', () => {
  it.each([
    ['posix', ['--format=posix', '--xattrs']],
    ['posix with holes', ['--format=posix', '--xattrs', '--sparse']],
    ['posix with holes of an older kind', ['--format=posix', '--xattrs', '--sparse', '--sparse-version=0.1']],
    ['posix with holes of the oldest kind', ['--format=posix', '--xattrs', '--sparse', '--sparse-version=0.0']],
    ['gnu', ['--format=gnu', '--sparse']],
  ])('sees what tar sees, in %s', (_, options) => {
    fc.assert(
      fc.property(trees, fc.constantFrom(1, 7, 511, 512, 4096, 1 << 20), (files, piece) => {
        const tree = Buffer.from(mkdtempSync(`${folder}/tree-`));
        for (const each of files) make(tree, each);
        const archive = `${tree.toString()}.tar`;
        execFileSync('tar', ['-C', tree.toString(), ...options, '-cf', archive, '.']);
        const stream = readFileSync(archive);
        const members = membersOf(stream, piece);
        expect(members.map(({ entry }) => entry)).toEqual(listByTar(archive).entries);
        expect(membersBySkipping(stream, Math.max(piece, 512))).toEqual(members);
        for (const each of files) {
          const member = members.find(({ entry }) => entry.name.replace(/\/$/, '') === `./${each.name.toString('latin1')}`);
          const has = options.includes('--xattrs') && each.kind !== 'link' && each.kind !== 'fifo';
          const encoded = [...each.attributes].map(([key, value]): [string, string] => [Buffer.from(key).toString('latin1'), value.toString('hex')]);
          expect(plain(member?.attributes ?? new Map())).toEqual(has ? encoded.toSorted(byName) : []);
        }
        rmSync(tree, { recursive: true });
        rmSync(archive);
      }),
      { numRuns: 12 },
    );
  });

  it('goes on behind end marks where tar does, and ends at the first one where it does not', () => {
    for (const each of ['a', 'b', 'c']) {
      writeFileSync(`${folder}/${each}`, each.repeat(600));
      execFileSync('setfattr', ['-n', `user.${each}`, '-v', '1', `${folder}/${each}`]);
      execFileSync('tar', ['-C', folder, '--format=posix', '--xattrs', '-cf', `${folder}/${each}.tar`, each]);
    }
    const stream = Buffer.concat(['a', 'b', 'c'].map((each) => readFileSync(`${folder}/${each}.tar`)));
    writeFileSync(`${folder}/three.tar`, stream);
    expect(membersOf(stream).map(({ entry }) => entry.name)).toEqual(['a']);
    for (const piece of [1, 700, 512, stream.length]) {
      const all = membersOf(stream, piece, { ignoresZeros: true });
      expect(all.map(({ entry }) => entry)).toEqual(listByTar(`${folder}/three.tar`, '--ignore-zeros').entries);
      expect(all.map(({ attributes }) => [...(attributes?.keys() ?? [])].join())).toEqual(['user.a', 'user.b', 'user.c']);
    }
  });

  it('reads its own attribute of a file as getfattr does', () => {
    const path = `${folder}/one`;
    writeFileSync(path, '');
    execFileSync('setfattr', ['-n', 'user.a=b%c', '-v', '0x0a3d00ff0a', path]);
    execFileSync('tar', ['-C', folder, '--format=posix', '--xattrs', '-cf', `${folder}/one.tar`, 'one']);
    const [member] = membersOf(readFileSync(`${folder}/one.tar`));
    const value = execFileSync('getfattr', ['--only-values', '-n', 'user.a=b%c', path], { stdio: 'pipe' });
    expect(member).toMatchObject({ entry: { name: 'one', type: 'file', extended: true }, isWhole: true, missed: [] });
    expect(member?.attributes).toEqual(new Map([['user.a=b%c', value]]));
    expect(lstatSync(path).size).toBe(0);
  });

  it('takes any bytes without an error, and ends', () => {
    const noise = fc.oneof(
      bytes(0, 3000),
      fc.tuple(bytes(0, 600), fc.constantFrom(...'xgLKS0')).map(([data, type]) => withHeader(data, type)),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 4 }), fc.constantFrom(1, 100, 512, 5000), (parts, piece) => {
        const stream = Buffer.concat(parts);
        expect(membersOf(stream, piece)).toEqual(membersOf(stream));
      }),
    );
  });

  function withHeader(data: Buffer, type: string): Buffer {
    return Buffer.concat([tarHeader({ name: 'a', type, size: data.length }), data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
  }

  const record = (keyword: string, value: string): Buffer => {
    const rest = ` ${keyword}=${value}\n`;
    const length = rest.length + String(rest.length + String(rest.length).length).length;
    return Buffer.from(`${length}${rest}`, 'latin1');
  };

  it('the beginning of a header of a gigabyte is looked at, the rest is passed over, and the member is marked', () => {
    const reader = readTar((member) => members.push(member));
    const members: TarMember[] = [];
    reader.push(tarHeader({ name: 'x', type: 'x', size: 0o7777777777 }));
    const beginning = Buffer.alloc(MOST_HEADER);
    record('path', 'called so').copy(beginning);
    reader.push(beginning);
    expect(reader.skippable()).toBe(2 ** 30 - MOST_HEADER);
    reader.skip(reader.skippable());
    reader.push(tarOf([{ name: 'file' }]));
    expect(members).toEqual([expect.objectContaining({ entry: expect.objectContaining({ name: 'called so' }), isWhole: false })]);
  });

  it('a header of twenty thousand attributes is no work', () => {
    const many = Buffer.concat(Array.from({ length: 20_000 }, (_, i) => record(`SCHILY.xattr.user.${i}`, '')));
    expect(many.length).toBeLessThan(MOST_HEADER);
    const [member] = membersOf(Buffer.concat([withHeader(many, 'x'), tarOf([{ name: 'file' }])]));
    expect(member?.isWhole).toBe(false);
  });

  it('what holds for all members holds until another says otherwise', () => {
    const common = withHeader(record('SCHILY.xattr.user.all', '1'), 'g');
    const own = withHeader(record('SCHILY.xattr.user.all', '2'), 'x');
    const members = membersOf(Buffer.concat([common, tarHeader({ name: 'a' }), own, tarHeader({ name: 'b' }), tarOf([{ name: 'c' }])]));
    expect(members.map(({ entry, attributes }) => [entry.name, attributes.get('user.all')?.toString()])).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '1'],
    ]);
  });

  it('and is taken apart once, however much it is', () => {
    const records = [...Array.from({ length: 16_000 }, (_, i) => record(`SCHILY.xattr.user.${i}`, '')), record('uid', '0'.repeat(500_000))];
    const common = withHeader(Buffer.concat([record('gid', '7'), ...records]), 'g');
    const begin = performance.now();
    const members = membersOf(Buffer.concat([common, tarOf(Array.from({ length: 5000 }, (_, i) => ({ name: `${i}`, uid: 5 })))]));
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(members.at(-1)).toMatchObject({ entry: { name: '4999', uid: 0, gid: 7 }, isWhole: false });
  });
});

it('hands out the contents of members that are asked for, and of no others', () => {
  const large = Buffer.alloc(200_000, 'large');
  const parts = [
    tarHeader({ name: 'a', size: 5 }),
    Buffer.from('hello'.padEnd(512, '\0')),
    tarHeader({ name: 'label', type: 'V' }),
    tarHeader({ name: 'd', type: '5' }),
  ];
  const stream = Buffer.concat([
    ...parts,
    tarHeader({ name: 'b', size: large.length }),
    large,
    Buffer.alloc(512 - (large.length % 512)),
    tarHeader({ name: 'c' }),
    Buffer.alloc(1024),
  ]);
  for (const piece of [100, 4096, stream.length]) {
    const taken: Buffer[] = [];
    const take = (bytes: Buffer): void => void taken.push(Buffer.from(bytes));
    const members = membersOf(stream, piece, {
      ignoresZeros: false,
      contentsTo: ({ entry }) => ({ a: { most: 2, take }, b: { most: Infinity, take } })[entry.name],
    });
    expect(members.map(({ entry }) => entry.name)).toEqual(['a', 'd', 'b', 'c']);
    expect(Buffer.concat(taken).equals(Buffer.concat([Buffer.from('he'), large]))).toBe(true);
  }
});
