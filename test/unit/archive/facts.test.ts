import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../electron/archive/names.ts';
import { foldFacts, type ListedFacts } from '../../../electron/archive/facts.ts';
import type { ListedAttribute } from '../../../electron/archive/attributes.ts';
import type { EntryType, TarEnd, TarEntry } from '../../../electron/archive/listing.ts';

type Rough = Partial<TarEntry> & { readonly name: string };

function entry({ name, ...rest }: Rough): TarEntry {
  const type: EntryType = rest.type ?? (name.endsWith('/') ? 'directory' : 'file');
  return { block: undefined, type, mode: 0o644, uid: 0, gid: 0, size: 0, mtime: { seconds: 0, nanoseconds: 0 }, extended: false, acl: false, ...rest, name };
}

const endAt = (block: number): TarEnd => ({ block, blocks: block + 1, ending: { tars: 1, marked: true, junkAt: null, trailing: false } });

function fold(entries: readonly Rough[], endBlock = 0): ListedFacts {
  const facts = foldFacts();
  for (const each of entries) facts.add(entry(each));
  return facts.finish(endAt(endBlock));
}

const ROOT: readonly Rough[] = [{ name: './etc/fstab' }, { name: './usr/bin/sh' }, { name: './usr/lib/libc.so' }];

it('counts members, inodes and bytes', () => {
  const facts = fold([
    { name: './' },
    { name: './file', size: 5000, extended: true, acl: true },
    { name: './empty', uid: 5 },
    { name: './hard', type: 'hardlink', linkTarget: './file', size: 5000 },
    { name: './short', type: 'symlink', linkTarget: 'x'.repeat(59) },
    { name: './long', type: 'symlink', linkTarget: 'x'.repeat(60) },
    { name: './null', type: 'character', device: { major: 1, minor: 3 } },
    { name: './pipe', type: 'fifo', gid: 43 },
  ]);
  expect(facts).toMatchObject({
    entries: { total: 8, files: 2, directories: 1, symlinks: 2, hardLinks: 1, special: 2 },
    contentBytes: 5000,
    blockBytes: 4096 + 8192 + 0 + 4096,
    inodes: 7,
    largestFile: 5000,
    foreign: 2,
    extended: 1,
    acls: 1,
    privileged: 0,
    extendedNames: ['file'],
  });
});

it('counts the attributes that take an administrator', () => {
  const facts = foldFacts();
  facts.add(entry({ name: './a', extended: true }));
  for (const name of ['user.a', 'trusted.b', 'security.capability', 'security.ima', 'security.selinux', 'system.posix_acl_access', 'trustedx'])
    facts.addAttribute({ kind: 'xattr', name, bytes: 20 });
  facts.addAttribute({ kind: 'label' });
  expect(facts.finish(endAt(8))).toMatchObject({ privileged: 4, labels: 1, largestXattr: 20 });
});

it('measures the room that attributes take, member by member', () => {
  const ima = { kind: 'xattr', name: 'security.ima', bytes: 265 } as const;
  const label = { kind: 'xattr', name: 'security.selinux', bytes: 30 } as const;
  const roomOf = (...members: readonly (readonly ListedAttribute[])[]): ListedFacts => {
    const facts = foldFacts();
    for (const [i, attributes] of members.entries()) {
      facts.add(entry({ name: `./${i}`, extended: true }));
      attributes.forEach(facts.addAttribute);
    }
    return facts.finish(endAt(8));
  };
  expect(roomOf([])).toMatchObject({ attributeRoom: { bytes: 0, beyondExt4: 0, beyondXfs: 0 }, largestXattr: 0 });
  // As ext4 has them: 16 bytes, `selinux` in 8 and 30 bytes in 32; `ima` in 4 and 265 in 268.
  expect(roomOf([label], [label])).toMatchObject({ attributeRoom: { bytes: 112, beyondExt4: 0, beyondXfs: 0 }, largestXattr: 30 });
  expect(roomOf([ima], [label], [label, { ...ima, bytes: 20 }])).toMatchObject({ attributeRoom: { beyondExt4: 2, beyondXfs: 1 }, largestXattr: 265 });
  expect(roomOf([{ ...ima, bytes: 130 }])).toMatchObject({ attributeRoom: { beyondExt4: 1, beyondXfs: 0 } });
});

it('names the members with extended attributes only where they are few, and by what is unpacked last', () => {
  const many = (count: number, length: number): Rough[] =>
    Array.from({ length: count }, (_, i) => ({ name: `./${String(i).padEnd(length, 'x')}`, extended: true }));
  expect(fold(many(64, 10)).extendedNames).toHaveLength(64);
  expect(fold(many(65, 10)).extendedNames).toEqual([]);
  expect(fold(many(20, 500)).extendedNames).toEqual([]);
  expect(fold([{ name: './a', extended: true }, { name: './b', extended: true }, { name: './a' }]).extendedNames).toEqual(['b']);
});

it('leaves the holes of a sparse file out of the blocks', () => {
  const facts = fold(
    [
      { name: 'sparse', size: 10 << 20, block: 2 },
      { name: 'next', size: 100, block: 14 },
    ],
    16,
  );
  expect(facts).toMatchObject({ contentBytes: (10 << 20) + 100, blockBytes: 8192 + 4096 });
});

it.each([
  [0, 10240],
  [19, 10240],
  [20, 20480],
])('an end mark in block %d makes a stream of %d bytes', (block, expected) => expect(fold([], block).streamBytes).toBe(expected));

it.each([
  ['usual', ROOT, true],
  ['without usr', [{ name: 'etc/' }, { name: 'bin', type: 'symlink', linkTarget: 'x' }, { name: 'lib', type: 'symlink', linkTarget: 'x' }], true],
  ['no etc', ROOT.slice(1), false],
  ['no libraries', ROOT.slice(0, 2), false],
  ['in a folder of its own', ROOT.map(({ name }) => ({ name: `rootfs/${name}` })), false],
] as const)('root filesystem: %s', (_, entries, expected) => expect(fold(entries as readonly Rough[]).rootFilesystem).toBe(expected));

it.each<[string, readonly Rough[], object | null]>([
  [
    'one file with others',
    [
      { name: './etc/fstab', size: 5 },
      { name: './etc/motd', type: 'hardlink', linkTarget: './etc/fstab' },
    ],
    { bytes: 5, linked: true },
  ],
  [
    'a link to one before',
    [
      { name: './etc/a', size: 6 },
      { name: './etc/fstab', type: 'hardlink', linkTarget: 'etc/a' },
    ],
    { bytes: 6, linked: true },
  ],
  [
    'replaced after it was linked to',
    [
      { name: 'etc/fstab', size: 5 },
      { name: 'motd', type: 'hardlink', linkTarget: 'etc/fstab' },
      { name: 'etc/fstab', size: 7 },
    ],
    { bytes: 7, linked: false },
  ],
  ['a symlink', [{ name: 'etc/fstab', type: 'symlink', linkTarget: '../usr/lib/fstab' }], null],
])('an fstab that is %s', (_, members, expected) => {
  expect(fold(members).fstab).toEqual(expected);
});

it('tells where tar would fail, what goes behind a link, and what has no type', () => {
  const facts = fold([
    { name: './usr/lib/', type: 'directory' },
    { name: './lib', type: 'symlink', linkTarget: 'usr/lib' },
    { name: './lib/', type: 'directory' },
    { name: './early', type: 'hardlink', linkTarget: './late' },
    { name: './late', unknown: true },
    { name: './usr' },
    { name: './gone', type: 'hardlink', linkTarget: './nowhere' },
  ]);
  expect(facts.problems).toEqual([
    { kind: 'link-target-missing', count: 2, example: './early' },
    { kind: 'folder-in-the-way', count: 1, example: './usr' },
  ]);
  expect(facts).toMatchObject({ keptLinks: { count: 1, example: './lib/' }, unknownTypes: { count: 1, example: './late' } });
});

it('knows of fstab and of absolute names', () => {
  expect(fold(ROOT)).toMatchObject({ fstab: { bytes: 0, linked: false }, absolute: { count: 0 } });
  expect(fold([{ name: '/etc/x' }, { name: '/a\nb' }])).toMatchObject({ fstab: null, absolute: { count: 2, example: '/etc/x' }, unsafe: { count: 0 } });
});

describe('boot', () => {
  it('counts room without links', () => {
    const { fat } = fold([{ name: './boot/' }, { name: './boot/vmlinuz', size: 5000 }, { name: './bootx', size: 9000 }]);
    expect(fat['/boot']).toEqual({ blockBytes: 8192 + 64, notFatSafe: { count: 0 }, links: { count: 0 }, acls: { count: 0 } });
  });
  it('knows of other places where machines have FAT', () => {
    const { fat } = fold([
      { name: './boot/firmware/' },
      { name: './boot/firmware/config.txt', size: 1 },
      { name: './boot/efi/EFI', type: 'symlink' },
      { name: './copy', type: 'hardlink', linkTarget: './boot/firmware/config.txt' },
    ]);
    expect(fat['/boot/firmware']).toMatchObject({ blockBytes: 4096 + 64, notFatSafe: { count: 0 }, links: { count: 1, example: './copy' } });
    expect(fat['/boot/efi']).toMatchObject({ blockBytes: 0, notFatSafe: { count: 1, example: './boot/efi/EFI' } });
    expect(fat['/efi']).toMatchObject({ blockBytes: 0, notFatSafe: { count: 0 } });
  });
  it('knows hard links of which one name lies outside', () => {
    const names: readonly Rough[] = [
      { name: './boot/kernel' },
      { name: './boot/same', type: 'hardlink', linkTarget: './boot/kernel' },
      { name: './vmlinuz', type: 'hardlink', linkTarget: 'boot/kernel' },
      { name: './bootx', type: 'hardlink', linkTarget: './vmlinuz' },
      { name: './boot/in', type: 'hardlink', linkTarget: './bootx' },
    ];
    expect(fold(names).fat['/boot'].links).toEqual({ count: 2, example: './vmlinuz' });
  });
  it.each<[string, readonly Rough[]]>([
    ['a symlink', [{ name: 'boot/x', type: 'symlink' }]],
    ['a hard link', [{ name: 'boot/x', type: 'hardlink' }]],
    ['a device', [{ name: 'boot/x', type: 'block' }]],
    ['a fifo', [{ name: 'boot/x', type: 'fifo' }]],
    ['4 GiB', [{ name: 'boot/x', size: 4 * 1024 ** 3 }]],
    ['a colon', [{ name: 'boot/x', size: 1 }, { name: 'boot/x:y' }]],
    ['a dot at the end', [{ name: 'boot/x./' }]],
    ['names that differ in case only', [{ name: 'boot/image' }, { name: 'boot/Image' }]],
    ['names that differ in the case of other letters than ours only', [{ name: 'boot/\xc3\xa4' }, { name: 'boot/\xc3\x84' }]],
    ['what DOS would have for a longer name', [{ name: 'boot/longfilename.txt' }, { name: 'boot/LONGFI~1.TXT' }]],
    ['the same without an end, whichever comes first', [{ name: 'boot/.hidden.name' }, { name: 'boot/hidden~2.nam' }]],
    ['what DOS would have for a folder', [{ name: 'boot/overlays+more/x' }, { name: 'boot/Overla~1' }]],
    ['a name that is not UTF-8', [{ name: 'boot/\xe4' }]],
    ['boot itself as a symlink', [{ name: 'boot', type: 'symlink' }]],
  ])('FAT cannot hold %s', (_, entries) => expect(fold(entries).fat['/boot'].notFatSafe).toEqual({ count: 1, example: exampleOf(entries.at(-1)?.name ?? '') }));
  it('FAT tells letters apart that have no capital of one letter', () => {
    expect(fold([{ name: 'boot/stra\xc3\x9fe' }, { name: 'boot/strasse' }]).fat['/boot'].notFatSafe).toEqual({ count: 0 });
  });
  it.each([
    ['in another folder', ['boot/longfilename.txt', 'boot/dtb/LONGFI~1.TXT']],
    ['with another end', ['boot/longfilename.txt', 'boot/LONGFI~1.BIN']],
    ['of what DOS can have itself', ['boot/config.txt', 'boot/config~1.txt']],
    ['of no one', ['boot/a~1', 'boot/alpine-release']],
  ])('FAT holds a name like that of DOS %s', (_, names) => expect(fold(names.map((name) => ({ name }))).fat['/boot'].notFatSafe).toEqual({ count: 0 }));
  it('a folder of FAT has room for so many names', () => {
    const members = (form: (i: number) => string, count: number) => Array.from({ length: count }, (__, i) => ({ name: `boot/${form(i)}` }));
    const unfit = (form: (i: number) => string, count: number) => fold(members(form, count)).fat['/boot'].notFatSafe.count;
    const long = (i: number): string => `${String(i).padStart(25, 'x')}.conf`;
    expect([unfit(long, 16_383), unfit(long, 17_000)]).toEqual([0, 17_000 - 16_383]);
    expect(unfit((i) => `${i}.TXT`, 40_000)).toBe(0);
    expect(unfit((i) => `${i}.txt`, 40_000)).toBe(40_000 - 32_767);
    expect(unfit((i) => `${i % 2}/${long(i)}`, 20_000)).toBe(0);
  });
  it('FAT takes folders for one that differ in case only, also where only what is in them is listed', () => {
    expect(fold([{ name: 'boot/Dtb/a' }, { name: 'boot/DTB/b' }]).fat['/boot'].notFatSafe).toEqual({ count: 1, example: 'boot/DTB' });
  });
  it('FAT holds 4 GiB - 1, and a name that comes twice', () => {
    expect(fold([{ name: 'boot/x', size: 4 * 1024 ** 3 - 1 }, { name: './boot/x' }]).fat['/boot'].notFatSafe).toEqual({ count: 0 });
  });
});

describe('all of it on FAT', () => {
  const ALPINE: readonly Rough[] = [
    { name: './' },
    { name: './.alpine-release', size: 30 },
    { name: './bootcode.bin', size: 52_480 },
    { name: './apks/aarch64/APKINDEX.tar.gz', size: 5000, uid: 1000 },
    { name: './boot/vmlinuz-rpi', size: 9_000_000 },
  ];
  it('takes whole files, and holds what a Raspberry Pi loads into its memory', () => {
    expect(fold(ALPINE).fat['/']).toEqual({
      blockBytes: 4096 + 53_248 + 8192 + 9_003_008 + 2 * 64 + 2 * 96,
      notFatSafe: { count: 0 },
      links: { count: 0 },
      acls: { count: 0 },
    });
  });
  it('does not hold a root filesystem, and says how much of it', () => {
    const links: readonly Rough[] = [
      { name: './bin', type: 'symlink', linkTarget: 'usr/bin' },
      { name: './usr/bin/vi', type: 'hardlink', linkTarget: './usr/bin/sh' },
      { name: './dev/null', type: 'character' },
    ];
    expect(fold([...ROOT, ...links]).fat['/'].notFatSafe).toEqual({ count: 3, example: './bin' });
  });
  it('has no names that differ in case only, wherever', () => {
    expect(fold([...ALPINE, { name: './Apks/x' }, { name: './apks/Y' }]).fat['/'].notFatSafe).toEqual({ count: 1, example: 'Apks' });
  });
});
