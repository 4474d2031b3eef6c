import { expect, it } from 'vitest';
import { growTree } from '../../../electron/archive/expected.ts';
import { foldLoaders } from '../../../electron/archive/loaders.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { LARGEST_LOADER } from '../../../shared/layout.ts';
import { shippedLayouts } from '../../../shared/layouts.ts';
import type { TarEntry } from '../../../electron/archive/listing.ts';

const entryOf = (entry: Pick<TarEntry, 'name' | 'size'> & Partial<TarEntry>): TarEntry => {
  const plain = { block: undefined, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 }, extended: false, acl: false } as const;
  return { ...plain, ...entry };
};

function foundIn(entries: readonly TarEntry[]): ArchiveFacts['loaders'] {
  const [fold, growth] = [foldLoaders(), growTree()];
  for (const entry of entries) {
    fold.add(entry, entry.name);
    growth.add(entry);
  }
  return fold.result(growth.tree.paths).loaders;
}

const found = (...names: readonly string[]): string[] => {
  return foundIn(names.map((name) => entryOf({ name, size: 100 }))).map(({ name }) => name);
};

it('knows by their names all that layouts ask for', () => {
  const names = shippedLayouts()
    .flatMap(({ loaders = [] }) => loaders.flatMap(({ files }) => files))
    .map((file) => file.replaceAll('*', 'x'));
  expect(found(...names).toSorted()).toEqual([...new Set(names)].toSorted());
});

it('knows them by what they are: files of some size, the last of a name', () => {
  const of = (size: number): TarEntry => entryOf({ name: 'boot/MLO', size });
  expect(foundIn([of(0)])).toEqual([]);
  expect(foundIn([of(LARGEST_LOADER + 1)])).toEqual([]);
  expect(foundIn([entryOf({ name: 'boot/MLO', size: 0, type: 'directory' })])).toEqual([]);
  expect(foundIn([of(7), of(9)])).toEqual([{ name: 'boot/MLO', size: 9 }]);
});

it('knows them by links to them, and no link that leads elsewhere', () => {
  const entries = [
    entryOf({ name: 'usr/lib/u-boot/board/u-boot.bin', size: 9 }),
    entryOf({ name: 'boot/u-boot.img', size: 0, type: 'symlink', linkTarget: '../usr/lib/u-boot/board/u-boot.bin' }),
    entryOf({ name: 'boot/MLO', size: 0, type: 'hardlink', linkTarget: 'usr/lib/u-boot/board/u-boot.bin' }),
    entryOf({ name: 'boot/SPL', size: 0, type: 'symlink', linkTarget: '/nowhere' }),
  ];
  expect(foundIn(entries).filter(({ name }) => name.startsWith('boot/'))).toEqual([
    { name: 'boot/u-boot.img', size: 9 },
    { name: 'boot/MLO', size: 9 },
  ]);
});

it('knows what the shell of UEFI runs by itself, wherever its partition is mounted', () => {
  const names = ['boot/efi/startup.nsh', 'boot/STARTUP.NSH', 'efi/startup.nsh'];
  expect(found(...names)).toEqual(names);
});

it('knows what UEFI starts, and unified kernel images, however large', () => {
  const entries = ['boot/efi/EFI/BOOT/BOOTX64.EFI', 'efi/EFI/Linux/arch.efi'].map((name) => entryOf({ name, size: 10 * LARGEST_LOADER }));
  expect(foundIn(entries)).toHaveLength(2);
});

it.each(['boot/vmlinuz', 'etc/u-bootx/y', 'boot/u boot', 'boot/u-boot\n', 'home/me/MLO.txt', '../MLO', 'boot/../MLO'])('not: %j', (name) =>
  expect(found(name)).toEqual([]),
);
