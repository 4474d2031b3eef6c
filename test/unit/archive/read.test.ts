import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, symlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { listAttributes } from '../../../electron/archive/attributes.ts';
import type { TarEntry } from '../../../electron/archive/listing.ts';
import type { TarMember } from '../../../electron/archive/member.ts';
import { readMembers } from '../../../electron/archive/read.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { record } from '../../lab/pax.ts';
import { longHeader, tarHeader, withBytes } from '../../lab/tarHeader.ts';
import { listByTar } from '../../lab/tarListing.ts';
import { failureOf, make, workshop } from './workshop.ts';

/** Our own reader and GNU tar see the same members, with the same of everything, and take the same archives for sound. */

const folder = workshop();
const path = (name: string): string => join(folder, name);

async function readAll(name: string): Promise<TarMember[]> {
  const members: TarMember[] = [];
  const fd = openSync(path(name), 'r');
  try {
    await readMembers({ fd, compression: 'none', folder, as: readerHere() }, { onMember: (member) => members.push(member) });
  } finally {
    closeSync(fd);
  }
  return members;
}

async function expectTheSame(name: string): Promise<readonly TarEntry[]> {
  const { entries, attributes, isSound } = listByTar(path(name), '--ignore-zeros');
  expect(isSound).toBe(true);
  const members = await readAll(name);
  expect(members.map(({ entry }) => entry)).toEqual(entries);
  expect(members.map((member) => listAttributes(member.attributes))).toEqual(attributes);
  return entries;
}

describe('what programs pack', () => {
  beforeAll(() => {
    for (const name of ['etc', 'usr/bin', `var/${'d'.repeat(90)}/${'e'.repeat(90)}`]) mkdirSync(path(`tree/${name}`), { recursive: true });
    for (const name of ['etc/group', 'new\nline', 'q"uo\\te', 'ü', 'n'.repeat(120), `var/${'d'.repeat(90)}/${'e'.repeat(90)}/deep`])
      writeFileSync(path(`tree/${name}`), name);
    symlinkSync('x'.repeat(150), path('tree/long'));
    symlinkSync('../etc', path('tree/usr/etc'));
    linkSync(path('tree/etc/group'), path('tree/usr/bin/hard'));
    make(folder, 'mkfifo', ['tree/fifo']);
    make(folder, 'mknod', ['tree/etc/null', 'c', '1', '3']);
    make(folder, 'mknod', ['tree/etc/disk', 'b', '259', '300']);
    for (const [name, regions] of Object.entries({ few: 2, some: 30, many: 100 })) {
      const fd = openSync(path(`tree/${name}`), 'w');
      ftruncateSync(fd, 8 << 20);
      for (let i = 0; i < regions; i += 1) writeSync(fd, Buffer.alloc(i % 2 ? 100 : 4096, 'x'), 0, i % 2 ? 100 : 4096, i * 40_960 + 4096);
      closeSync(fd);
    }
    utimesSync(path('tree/usr/bin'), 1, 1_234_567_890.123);
    make(folder, 'touch', ['-d', '1960-01-02 03:04:05.5 UTC', 'tree/q"uo\\te']);
    make(folder, 'chmod', ['7751', 'tree/usr/bin']);
    make(folder, 'setfattr', ['-n', 'user.a=b%', '-v', '0x0a00ff', 'tree/etc/group']);
    make(folder, 'setfattr', ['-n', 'trusted.x', '-v', 'x', 'tree/etc']);
    make(folder, 'setfacl', ['-m', 'u:27:rw,g:44:r', 'tree/ü']);
    make(folder, 'setfacl', ['-d', '-m', 'u:5:rw', 'tree/etc']);
  });

  const WHOLE = ['-C', 'tree', '.'];
  const XATTRS = ['--xattrs', '--xattrs-include=*', '--acls'];
  it.each([
    ['v7', ['tar', '--format=v7', '-C', 'tree', 'etc', 'usr', 'few']],
    ['oldgnu', ['tar', '--format=oldgnu', ...WHOLE]],
    ['gnu', ['tar', '--format=gnu', ...WHOLE]],
    ['gnu, with a label and holes', ['tar', '--format=gnu', '-S', '-V', 'label', ...WHOLE]],
    ['oldgnu with holes', ['tar', '--format=oldgnu', '-S', ...WHOLE]],
    ['ustar', ['tar', '--format=ustar', '-C', 'tree', 'etc', 'usr', 'few']],
    ['posix', ['tar', '--format=posix', ...XATTRS, ...WHOLE]],
    ['posix with a label and what holds for all', ['tar', '--format=posix', '-V', 'label', '--pax-option=comment=hello,gid=77', ...WHOLE]],
    ...['0.0', '0.1', '1.0'].map(
      (version) => [`posix with holes, ${version}`, ['tar', '--format=posix', '-S', `--sparse-version=${version}`, ...WHOLE]] as const,
    ),
    ...['pax', 'paxr', 'ustar', 'gnutar'].map((format) => [`bsdtar, ${format}`, ['bsdtar', '--format', format, ...WHOLE]] as const),
    ['bsdtar, pax with attributes and holes', ['bsdtar', '--format', 'pax', '--xattrs', '--acls', '--read-sparse', ...WHOLE]],
    ['busybox', ['busybox', 'tar', ...WHOLE]],
    ...['USTAR', 'GNU', 'PAX'].map((format) => [`Python, ${format}`, ['python3', format]] as const),
  ] as const)('%s', async (_, [program, ...args]) => {
    const members = program === 'python3' && args[0] === 'USTAR' ? 'tree/etc' : 'tree';
    const script = `import sys, tarfile\nwith tarfile.open(sys.argv[1], 'w', format=getattr(tarfile, sys.argv[2] + '_FORMAT')) as tar: tar.add(sys.argv[3], arcname='.')`;
    if (program === 'python3') make(folder, '/usr/bin/python3', ['-c', script, 'packed.tar', args[0] ?? '', members]);
    else if (program === 'busybox') make(folder, program, ['tar', '-cf', 'packed.tar', ...args.slice(1)]);
    else make(folder, 'sh', ['-c', '"$@" || test "$?" -le 2', 'sh', program, '-cf', 'packed.tar', ...args]);
    expect((await expectTheSame('packed.tar')).length).toBeGreaterThan(3);
  });
});

const END = Buffer.alloc(1024);
const A = tarHeader({ name: 'a' });
const B = tarHeader({ name: 'b' });
const padded = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(-text.length & 511)]);
const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;
/** GNU tar's own, without a prefix. */
const gnu = (header: Buffer): Buffer => withBytes(header, 257, 'ustar  \0');
const v7 = (header: Buffer): Buffer => withBytes(header, 257, '\0'.repeat(8));
const extended = (records: Readonly<Record<string, string>>, type = 'x'): Buffer => {
  const text = Object.entries(records)
    .map(([keyword, value]) => record(keyword, value).toString('latin1'))
    .join('');
  return Buffer.concat([tarHeader({ name: 'x', type, size: text.length }), padded(text)]);
};
const SIZE = 124;
const UID = 108;
const MTIME = 136;
const hello = padded('hello');
const oldMap = (map: string, isExtended = false, real = 10_240): string => `${map.padEnd(96, '\0')}${isExtended ? '\x01' : '\0'}${octal(real)}`;
const sparse = (map: string): Buffer => withBytes(gnu(tarHeader({ name: 's', type: 'S', size: 512 })), 386, map);
const versionOne = (map: string): readonly Buffer[] => [
  extended({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'real', 'GNU.sparse.realsize': '100000' }),
  tarHeader({ name: 'GNUSparseFile/x', size: padded(map).length + 512 }),
  padded(map),
  hello,
  B,
];

describe('what no program packs today', () => {
  it.each<readonly [string, readonly Buffer[]]>([
    ['a size in base 256', [withBytes(A, SIZE, '\x80\0\0\0\0\0\0\0\0\0\0\x05'), hello, B]],
    ['times in base 256', [withBytes(A, MTIME, `${'\xff'.repeat(11)}\xfb`), withBytes(B, MTIME, '\x80\0\0\0\0\0\x01\0\0\0\0\0')]],
    ['numbers in base 64', [withBytes(A, SIZE, '+F          '), hello, withBytes(B, MTIME, '-F\0'), withBytes(B, UID, '+BAA    ')]],
    ['numbers behind spaces, and behind a NUL', [withBytes(A, SIZE, '          5 '), hello, withBytes(A, SIZE, '\0          5'), hello, B]],
    ['empty fields', [withBytes(A, 100, '\0'.repeat(24)), withBytes(B, MTIME, '\0'.repeat(12))]],
    ['a checksum of signed bytes', [withBytes(tarHeader({ name: '\xff\xfename' }), 0, '\xff', true)]],
    ['a checksum of unsigned bytes', [tarHeader({ name: '\xff\xfename' })]],
    ['prefixes of every format', [A, gnu(A), v7(A)].map((header) => withBytes(header, 345, 'prefix'))],
    ['a full prefix', [withBytes(tarHeader({ name: 'n'.repeat(100) }), 345, 'p'.repeat(155))]],
    ['devices of every format', [(header: Buffer) => header, gnu, v7].map((of) => of(tarHeader({ name: 'c', type: '3', device: { major: 5, minor: 1 } })))],
    ['every type', [...'0\x001234567DSVNAIZ'].map((type) => tarHeader({ name: 'f', type, target: 't', device: { major: 1, minor: 1 } }))],
    ['every type of GNU tar', [...'0\x00567DSVNA'].map((type) => gnu(tarHeader({ name: 'f', type })))],
    ['slashes at the end', ['a/', '/', '//', './'].flatMap((name) => [...'0\x007S5Z'].map((type) => tarHeader({ name, type })))],
    ['no name, and links to none', [tarHeader({ name: '' }), tarHeader({ name: 'h', type: '1' }), tarHeader({ name: 's', type: '2' })]],
    ['a label with contents', [tarHeader({ name: 'label', type: 'V', size: 5 }), hello, B]],
    ['long names', [longHeader({ name: 'n'.repeat(600), target: 't'.repeat(300), type: '2' }), B]],
    ['two long names', [longHeader({ name: 'n'.repeat(600) }).subarray(0, -512), longHeader({ name: 'm'.repeat(200) }), B]],
    ['a long name that no NUL ends', [tarHeader({ name: 'L', type: 'L', size: 512 }), Buffer.alloc(512, 'q'), A]],
    ['a long name before an end', [longHeader({ name: 'n'.repeat(600) }).subarray(0, -512), Buffer.alloc(512), A]],
    ['a long name and one of pax', [longHeader({ name: 'n'.repeat(600) }).subarray(0, -512), extended({ path: 'pax' }), A]],
    ['two headers of pax', [extended({ path: 'first', uid: '5' }), extended({ path: 'second' }), A]],
    ['one of Solaris', [extended({ path: 'first' }, 'X'), A]],
    ['what holds for all', [extended({ path: 'all', uid: '5' }, 'g'), A, extended({ uid: '6' }), A, extended({ gid: '7' }, 'g'), B]],
    ['contents by pax', [extended({ size: '5' }), A, hello, B]],
    ['values with a NUL', [extended({ path: 'a\0b', uid: '5\0' }), A]],
    ['records behind blanks, and nothing behind a NUL', [tarHeader({ name: 'x', type: 'x', size: 40 }), padded(' \t14  path=zz\n\0garbage'), A]],
    ['no records', [tarHeader({ name: 'x', type: 'x' }), A]],
    [
      'ACLs in both forms, a label',
      [extended({ 'SCHILY.acl.access': 'user::rw-,user:x:r--:7', 'SCHILY.acl.default': 'user::rwx\n', 'RHT.security.selinux': 'a:b' }), A],
    ],
    ['an empty ACL', [extended({ 'SCHILY.acl.access': '' }), A]],
    ...['-1.5', '1.9999999999', '-2.1000000000001', '12.', '12abc', '-3.0'].map((mtime) => [`the time ${mtime}`, [extended({ mtime }), A]] as const),
    ['an old map of holes', [sparse(oldMap(octal(512) + octal(512))), hello, B]],
    ['one that goes on', [sparse(oldMap((octal(0) + octal(0)).repeat(4), true)), padded(octal(4096) + octal(512)), hello, B]],
    ['one that ends before it goes on', [sparse(oldMap(octal(0) + octal(512), true)), hello, B]],
    ['holes where the format has none', [tarHeader({ name: 's', type: 'S', size: 512 }), hello, B]],
    ['holes of the first version', versionOne('1\n4096\n512\n')],
    ['a long map of them', versionOne(`100\n${'4096\n0\n'.repeat(100)}`)],
    ['one without regions', versionOne('0\n')],
    ['a size of no sparse file', [extended({ 'GNU.sparse.realsize': '512' }), tarHeader({ name: 'n', size: 1024 }), hello, B]],
    ['several tars', [A, END, B, Buffer.alloc(512), A]],
  ])('%s', async (_, blocks) => {
    writeFileSync(path('odd.tar'), Buffer.concat([...blocks, END]));
    await expectTheSame('odd.tar');
  });
});

describe('what tar fails at', () => {
  it.each<readonly [string, readonly Buffer[]]>([
    ['a mode that is no number', [withBytes(A, 100, 'rwxrwxr\0')]],
    ['a mode of spaces', [withBytes(A, 100, ' '.repeat(8))]],
    ['an owner by name', [withBytes(A, UID, 'nobody\0\0')]],
    ['a size that is no number', [A, withBytes(B, SIZE, 'xx')]],
    ['a negative size', [A, withBytes(B, SIZE, '\xff'.repeat(12))]],
    ['a size without an end', [A, withBytes(B, SIZE, '\x80\0\0\0\x10\0\0\0\0\0\0\0')]],
    ['a record that is none', [tarHeader({ name: 'x', type: 'x', size: 9 }), padded('garbage!\n'), A]],
    ['a record that is too long', [tarHeader({ name: 'x', type: 'x', size: 9 }), padded('99 path=z\n'), A]],
    ['a record without an end', [tarHeader({ name: 'x', type: 'x', size: 9 }), padded('9 path=zz'), A]],
    ['a record without a value', [tarHeader({ name: 'x', type: 'x', size: 9 }), padded('9 pathzz\n'), A]],
    ...['abc', '', '-', '99999999999999999999'].map((mtime) => [`the time ${mtime}`, [extended({ mtime }), A]] as const),
    ...['abc', '-5', '+5', '99999999999999999999'].map((size) => [`the size ${size}`, [extended({ size }), A]] as const),
    ...['atime', 'ctime'].map((keyword) => [`${keyword} of no time`, [extended({ [keyword]: 'abc' }), A]] as const),
    ['a time that an extended header overrides', [extended({ mtime: '5' }), withBytes(A, MTIME, 'xx')]],
    ['an owner that it overrides', [extended({ uid: '5' }), withBytes(A, UID, 'nobody\0\0')]],
    ['a group that one for all overrides', [extended({ gid: '5' }, 'g'), withBytes(A, 116, 'nobody\0\0')]],
    ['an old map of holes that are none', [sparse(oldMap(octal(600) + octal(512), false, 1000)), hello, B]],
    ['no size with holes', [withBytes(sparse(oldMap(octal(0) + octal(512))), 483, 'zzzz'), hello, B]],
    ['a map that is no number', versionOne('1\nxx\n512\n')],
    ['a map without lines', versionOne('1'.repeat(512))],
    ['no header between members', [A, Buffer.alloc(512, 'q'), B]],
    ['no header between members, and junk behind them', [A, Buffer.alloc(512, 'q'), B, END, Buffer.alloc(512, 'junk')]],
  ])('%s is damage', async (_, blocks) => {
    writeFileSync(path('bad.tar'), Buffer.concat([...blocks, END]));
    expect(listByTar(path('bad.tar')).isSound).toBe(false);
    expect(await failureOf(readAll('bad.tar'))).toMatchObject({ code: 'archive-damaged', detail: expect.stringMatching(/./) });
  });

  it('is nothing that we take for sound, wherever a tar is cut', async () => {
    const whole = Buffer.concat([longHeader({ name: 'n'.repeat(120), size: 700 }), Buffer.alloc(1024, 'c'), extended({ path: 'p' }), A, END, B, END]);
    let sound = 0;
    for (let length = 512; length < whole.length; length += 256) {
      writeFileSync(path('cut.tar'), whole.subarray(0, length));
      const { isSound, entries } = listByTar(path('cut.tar'), '--ignore-zeros');
      const read = await readAll('cut.tar').catch(() => undefined);
      if (read) expect({ length, isSound, entries: read.map(({ entry }) => entry) }).toEqual({ length, isSound: true, entries });
      sound += Number(read !== undefined);
    }
    expect(sound).toBeGreaterThan(5);
  });
});
