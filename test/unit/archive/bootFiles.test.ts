import { expect, it } from 'vitest';
import { bootFilesIn, foldBootNames } from '../../../electron/archive/bootFiles.ts';
import { growTree } from '../../../electron/archive/expected.ts';
import type { Tree } from '../../../electron/archive/tree.ts';
import { entryOf } from './entries.ts';

const CONF = 'boot/extlinux/extlinux.conf';

type Inode = Tree extends ReadonlyMap<string, infer T> ? T : never;

/** It knows how often it was asked. */
class CountingTree extends Map<string, Inode> {
  looks = 0;
  override get(name: string): Inode | undefined {
    this.looks += 1;
    return super.get(name);
  }
}

function treeWith(files: readonly string[], links: Readonly<Record<string, string>> = {}): CountingTree {
  const inodes = [CONF, ...files].map((name): [string, Inode] => [name, { type: 'file' }]);
  return new CountingTree([...inodes, ...Object.entries(links).map(([name, linkTarget]): [string, Inode] => [name, { type: 'symlink', linkTarget }])]);
}

const told = (tree: Tree, text: string): ReturnType<typeof bootFilesIn> => bootFilesIn(tree, [CONF], () => text);

it('tells the lines that say where something lies, and what is there of what they name, by any reading', () => {
  const tree = treeWith(['boot/vmlinuz-6.1', 'boot/dtbs/one.dtb', 'opt/initrd'], { 'boot/initrd.img': '../opt/initrd' });
  const text = 'timeout 3\nlinux /vmlinuz-6.1\ninitrd /@/boot/initrd.img\nfdt /boot/dtbs/gone.dtb\n';
  expect(told(tree, text)).toEqual({
    files: [{ name: CONF, lines: ['linux /vmlinuz-6.1', 'initrd /@/boot/initrd.img', 'fdt /boot/dtbs/gone.dtb'] }],
    found: ['boot/vmlinuz-6.1', 'boot/initrd.img'],
  });
});

/** As long as a request may be: so many different paths. */
const naming = (paths: number): string =>
  Array.from({ length: paths / 10 }, (_, line) => `initrd ${Array.from({ length: 10 }, (_, i) => `/l0/${line * 10 + i}`).join(',')}\n`).join('');

/** Each leads a hundred folders further down, where the next one is. */
const DEEP = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${'d/'.repeat(100 * i)}l${i}`, `${'d/'.repeat(100)}l${i + 1}`]));

it('looks no more often into a tree of links the more of them are named', () => {
  const looksFor = (paths: number): number => {
    const tree = treeWith([], DEEP);
    told(tree, naming(paths));
    return tree.looks;
  };
  expect(looksFor(600)).toBe(looksFor(300));
  expect(looksFor(600)).toBeLessThan(25_000);
});

it('finds all that an honest one names', () => {
  const kernels = Array.from({ length: 60 }, (_, i) => `boot/vmlinuz-6.${i}`);
  expect(told(treeWith(kernels), kernels.map((name) => `linux /${name}\n`).join('')).found).toEqual(kernels);
});

it('knows what is called an initramfs, with its size as it is in the end, and counts device trees', () => {
  const [fold, growth] = [foldBootNames(), growTree()];
  const sizes: readonly (readonly [string, number])[] = [
    ['boot/initrd.img-6.1', 7],
    ['boot/initramfs-linux.img', 8],
    ['boot/initrd.img-6.1', 9],
    ['boot/initrd odd', 1],
    ['opt/initrd.img', 2],
    ['usr/lib/one.dtb', 3],
  ];
  for (const [name, size] of sizes) {
    const entry = { ...entryOf(name, 'file'), size };
    growth.add(entry);
    fold.add(entry, name);
  }
  // As openSUSE has it; and what lies deeper is none of /boot's.
  for (const entry of [entryOf('boot/initrd-6.9', 'symlink', '../opt/initrd.img'), entryOf('boot/dump/initrd', 'file')]) {
    growth.add(entry);
    fold.add(entry, entry.name);
  }
  const initrds = [
    { name: 'boot/initrd.img-6.1', size: 9 },
    { name: 'boot/initramfs-linux.img', size: 8 },
    { name: 'boot/initrd-6.9', size: 2 },
  ];
  expect(fold.result(growth.tree.paths)).toEqual({ initrds, deviceTrees: 1 });
});
