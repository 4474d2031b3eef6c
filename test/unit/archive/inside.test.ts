import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insiderOf } from '../../../electron/archive/inside.ts';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import type { TarEntry } from '../../../electron/archive/listing.ts';
import { normaliseName } from '../../../electron/archive/names.ts';
import { readMembers } from '../../../electron/archive/read.ts';
import { readerHere } from '../../../electron/run/confine.ts';
import { archiveFacts } from '../../../shared/facts.ts';
import { insideOptions } from '../../../shared/inside.ts';
import { tarOf } from '../../lab/tarHeader.ts';
import { failureOf, make, workshop } from './workshop.ts';

const folder = workshop();
const path = (name: string): string => join(folder, name);

const nameIn = (of: string, name: string): string | undefined => insiderOf(of)?.name(name);

it.each<[string, string, string | undefined]>([
  ['rootfs', 'rootfs', '.'],
  ['rootfs', './rootfs/', './'],
  ['rootfs', './/rootfs//etc/./x', './/etc/./x'],
  ['rootfs', '/rootfs/etc', './etc'],
  ['a/b', '././a/.//b/c', './c'],
  ['rootfs', 'rootfs2/etc', undefined],
  ['rootfs', 'x/rootfs/etc', undefined],
  ['rootfs', '../rootfs/etc', undefined],
  ['rootfs', '.rootfs/etc', undefined],
  ['rootfs', '', undefined],
  ['a/b', 'a', undefined],
  ['\u00fc', '\u00c3\u00bc/x', './x'],
])('from the folder %s, %s is %s', (of, name, expected) => expect(nameIn(of, name)).toBe(expected));

/** What tar unpacks of an archive, normalised, one character a byte. */
function unpacked(archive: string, options: readonly string[]): string[] {
  rmSync(path('into'), { recursive: true, force: true });
  mkdirSync(path('into'));
  make(folder, 'tar', ['-C', 'into', '-x', '-f', archive, ...options]);
  return make(folder, 'find', ['into', '-mindepth', '1', '-printf', '%P\\0']).toString('latin1').split('\0').filter(Boolean).toSorted();
}

async function entriesOf(archive: string): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const fd = openSync(path(archive), 'r');
  try {
    await readMembers({ fd, compression: 'none', folder, as: readerHere() }, { onMember: ({ entry }) => entries.push(entry) });
  } finally {
    closeSync(fd);
  }
  return entries;
}

describe('tar lays the same members, under the same names', () => {
  const folders = ['rootfs', 'x/y/z', 'a/rootfs', 'a,b', '[x]*', 'a b/c', 'ü', '-v', 'x.y', 'a;s,b', '^$'];
  const part = fc.constantFrom('rootfs', 'rootfsx', 'x', 'xay', 'b', 'etc', ...folders.flatMap((each) => each.split('/')));
  const start = fc.constantFrom('', './', '/', './/', '././');
  const slash = fc.constantFrom('/', '//', '/./');
  const name = fc
    .tuple(start, fc.array(fc.tuple(part, slash), { minLength: 1, maxLength: 3 }))
    .map(([first, parts]) => first + parts.flat().slice(0, -1).join(''));

  it('whatever the folder is called, and however it is written', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...folders), fc.array(fc.tuple(start, fc.option(name)), { minLength: 1, maxLength: 6 }), async (of, rest) => {
        // Below one folder each, so that no file stands in the way of another.
        const names = rest.flatMap(([first, other], i) => [`${first}${of}/file${i}`, ...(other === null ? [] : [`${other}/dir${i}/f`])]);
        writeFileSync(path('any.tar'), tarOf(names.map((each) => ({ name: Buffer.from(each).toString('latin1') }))));
        const insider = insiderOf(of);
        const expected = (await entriesOf('any.tar')).flatMap((entry) => insider?.entry(entry) ?? []).map(({ name: inner }) => normaliseName(inner));
        const files = unpacked('any.tar', insideOptions(insider?.found('any.tar') ?? null)).filter(
          (each) => !expected.some((one) => one.startsWith(`${each}/`)),
        );
        expect(files).toEqual([...new Set(expected)].toSorted());
      }),
      { numRuns: 60 },
    );
  });

  it('with the folder itself as the root, hard links of one file, and symlinks as they are', () => {
    mkdirSync(path('links/rootfs/etc'), { recursive: true });
    writeFileSync(path('links/rootfs/etc/a'), 'a');
    make(folder, 'ln', ['links/rootfs/etc/a', 'links/rootfs/etc/b']);
    symlinkSync('rootfs/etc/a', path('links/rootfs/l'));
    make(folder, 'chmod', ['0710', 'links/rootfs']);
    make(folder, 'tar', ['-C', 'links', '-cf', 'links.tar', '.']);
    expect(unpacked('links.tar', ['-p', ...insideOptions({ folder: 'rootfs', spellings: ['./rootfs'] })])).toEqual(['etc', 'etc/a', 'etc/b', 'l']);
    const told = make(folder, 'stat', ['-c', '%a %h %N', 'into', 'into/etc/b', 'into/l']).toString();
    expect(told).toBe("710 3 'into'\n644 2 'into/etc/b'\n777 1 'into/l' -> 'rootfs/etc/a'\n");
  });
});

describe('inspection', () => {
  const pack = (from: string, archive: string): Buffer => make(folder, 'tar', ['-C', from, '--format=posix', '--xattrs', '--sort=name', '-cf', archive, '.']);

  it('tells of the folder what it tells of an archive that holds nothing else', async () => {
    for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot']) mkdirSync(path(`lxd/rootfs/${name}`), { recursive: true });
    mkdirSync(path('lxd/templates'));
    writeFileSync(path('lxd/metadata.yaml'), 'x'.repeat(9000));
    writeFileSync(path('lxd/rootfs/etc/fstab'), '/dev/sda1 / ext4 defaults 0 1\n');
    writeFileSync(path('lxd/rootfs/etc/os-release'), 'PRETTY_NAME="Inner 1"\n');
    make(folder, 'cp', ['/bin/true', 'lxd/rootfs/usr/bin/sh']);
    make(folder, 'ln', ['lxd/rootfs/etc/fstab', 'lxd/rootfs/etc/other']);
    writeFileSync(path('lxd/rootfs/boot/vmlinuz'), 'kernel');
    make(folder, 'setfattr', ['-n', 'user.note', '-v', '1', 'lxd/rootfs/boot/vmlinuz']);
    make(folder, 'setfattr', ['-n', 'trusted.note', '-v', '1', 'lxd/metadata.yaml']);
    pack('lxd', 'lxd.tar');
    pack('lxd/rootfs', 'plain.tar');
    const own = { file: undefined, inside: undefined, streamBytes: undefined };
    const [whole, inner, plain] = await Promise.all([
      inspectArchive(path('lxd.tar')),
      inspectArchive(path('lxd.tar'), { inside: 'rootfs' }),
      inspectArchive(path('plain.tar')),
    ]);
    expect(archiveFacts.parse(inner)).toEqual(inner);
    expect({ ...inner, ...own }).toEqual({ ...plain, ...own });
    expect(inner).toMatchObject({ inside: { folder: 'rootfs', spellings: ['./rootfs'] }, distribution: 'Inner 1', privileged: 0 });
    expect(whole).toMatchObject({ inside: null, rootFilesystem: false });
  });

  it('refuses what is no folder of it', async () => {
    const failure = await failureOf(inspectArchive(path('lxd.tar'), { inside: 'rootf' }));
    expect(failure).toMatchObject({ code: 'archive-lacks-folder', facts: { folder: 'rootf' } });
  });

  it('finds a hard link out of the folder unsafe: it cannot be made', async () => {
    writeFileSync(path('out.tar'), tarOf([{ name: 'etc/passwd' }, { name: 'rootfs/etc/passwd' }, { name: 'rootfs/x', type: '1', target: 'etc/passwd' }]));
    expect((await inspectArchive(path('out.tar'), { inside: 'rootfs' })).unsafe).toEqual({ count: 1, example: './x' });
  });
});
