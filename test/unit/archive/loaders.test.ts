import { expect, it } from 'vitest';
import { foldLoaders } from '../../../electron/archive/loaders.ts';
import { LARGEST_LOADER } from '../../../shared/layout.ts';
import { LAYOUTS } from '../../../shared/layouts.ts';
import type { TarEntry } from '../../../electron/archive/listing.ts';

const entryOf = (entry: Pick<TarEntry, 'name' | 'size'> & Partial<TarEntry>): TarEntry => {
  const plain = { block: undefined, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 }, extended: false, acl: false } as const;
  return { ...plain, ...entry };
};

const found = (...names: readonly string[]): string[] => {
  const fold = foldLoaders();
  for (const name of names) fold.add(entryOf({ name, size: 100 }), name);
  return fold.result().loaders.map(({ name }) => name);
};

it('knows by their names all that layouts ask for', () => {
  const names = LAYOUTS.flatMap(({ loaders = [] }) => loaders.flatMap(({ files }) => files)).map((file) => file.replaceAll('*', 'x'));
  expect(found(...names).toSorted()).toEqual([...new Set(names)].toSorted());
});

it('knows them by what they are: files of some size, the last of a name', () => {
  const fold = foldLoaders();
  for (const [size, type] of [[0], [LARGEST_LOADER + 1], [5, 'directory'], [7], [9]] as const) {
    fold.add(entryOf({ name: 'boot/MLO', size, ...(type ? { type } : {}) }), 'boot/MLO');
  }
  expect(fold.result().loaders).toEqual([{ name: 'boot/MLO', size: 9 }]);
});

it.each(['boot/vmlinuz', 'etc/u-bootx/y', 'boot/u boot', 'boot/u-boot\n', 'home/me/MLO.txt', '../MLO', 'boot/../MLO'])('not: %j', (name) =>
  expect(found(name)).toEqual([]),
);
