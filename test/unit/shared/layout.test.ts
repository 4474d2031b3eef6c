import { describe, expect, it } from 'vitest';
import { layout } from '../../../shared/layout.ts';

const root = { name: 'root', type: '83', filesystem: 'root', label: 'rootfs', mount: '/' };
const boot = { name: 'boot', type: '0c', filesystem: 'vfat', label: 'BOOT', mount: '/boot', startMiB: 1, sizeMiB: 512 };
const base = { id: 'mine', title: 'Mine', source: 'a test', table: 'gpt', partitions: [boot, root] };

describe('a layout', () => {
  it('accepts one of the user', () => {
    expect(layout.safeParse(base).success).toBe(true);
    expect(layout.safeParse({ ...base, partitions: [root, { ...boot, mount: '/boot/efi' }] }).success).toBe(false);
    expect(layout.safeParse({ ...base, partitions: [{ ...boot, mount: '/boot/efi' }, root] }).success).toBe(true);
    const swap = { name: 'swap', type: '82', filesystem: 'swap', sizeMiB: 100 };
    expect(layout.safeParse({ ...base, partitions: [boot, { ...root, filesystem: 'ext4', label: 'sixteen letters!'.slice(0, 15) }, swap] }).success).toBe(true);
    expect(layout.safeParse({ ...base, partitions: [boot, { ...root, ext4Features: ['^metadata_csum', '^64bit'] }] }).success).toBe(true);
    expect(layout.safeParse({ ...base, partitions: [{ ...boot, mount: '/' }, swap] }).success).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no id', { ...base, id: undefined }],
    ['an id with a path', { ...base, id: '../x' }],
    ['an unknown key', { ...base, script: 'rm -rf /' }],
    ['an unknown table', { ...base, table: 'bsd' }],
    ['a table without partitions', { ...base, partitions: [] }],
    ['partitions without a table', { ...base, table: null }],
    ['nine partitions', { ...base, partitions: [...Array.from({ length: 8 }, () => boot), root] }],
    ['no root', { ...base, partitions: [boot] }],
    ['two roots', { ...base, partitions: [{ ...root, sizeMiB: 100 }, root] }],
    ['two that take the rest', { ...base, partitions: [{ ...boot, sizeMiB: undefined }, root] }],
    ['an empty partition', { ...base, partitions: [{ ...boot, sizeMiB: 0 }, root] }],
    ['half a MiB', { ...base, partitions: [{ ...boot, sizeMiB: 0.5 }, root] }],
    ['a relative mount point', { ...base, partitions: [{ ...boot, mount: 'boot' }, root] }],
    ['a mount point outside of the target', { ...base, partitions: [{ ...boot, mount: '/../../etc' }, root] }],
    ['a mount point with a newline', { ...base, partitions: [{ ...boot, mount: '/boot\n/dev/sda1 /' }, root] }],
    ['a mount point with a space', { ...base, partitions: [{ ...boot, mount: '/my boot' }, root] }],
    ['two at one mount point', { ...base, partitions: [boot, { ...boot, startMiB: 600 }, root] }],
    ['a name that breaks the script', { ...base, partitions: [{ ...boot, name: 'a, type=x' }, root] }],
    ['a type that breaks the script', { ...base, partitions: [{ ...boot, type: '83, bootable' }, root] }],
    ['a label longer than FAT takes', { ...base, partitions: [{ ...boot, label: 'TWELVELETTER' }, root] }],
    ['a feature that is another option', { ...base, partitions: [boot, { ...root, ext4Features: ['64bit -F'] }] }],
    ['swap that is mounted', { ...base, partitions: [{ ...boot, filesystem: 'swap' }, root] }],
    ['files that are mounted nowhere', { ...base, partitions: [{ ...boot, mount: undefined }, root] }],
    [
      'another below a root of FAT',
      {
        ...base,
        partitions: [
          { ...boot, mount: '/' },
          { ...root, mount: '/boot' },
        ],
      },
    ],
    ['one number twice', { ...base, partitions: [{ ...boot, number: 2 }, root] }],
    ['a fifth partition of a dos table', { ...base, table: 'dos', partitions: [{ ...boot, number: 5 }, root] }],
    ['a start behind what takes the rest', { ...base, partitions: [root, { ...boot, startMiB: 600 }] }],
    ['a loader without a table', { ...base, table: null, partitions: [], loaders: [{ files: ['boot/x'], pieces: [{ atByte: 512 }] }] }],
    ['a loader that lies outside of the archive', { ...base, loaders: [{ files: ['/etc/shadow'], pieces: [{ atByte: 512 }] }] }],
    ['a loader that climbs out of it', { ...base, loaders: [{ files: ['boot/../../etc/shadow'], pieces: [{ atByte: 512 }] }] }],
    ['a loader with a name that ends like that of a folder', { ...base, loaders: [{ files: ['boot/'], pieces: [{ atByte: 512 }] }] }],
    ['a loader without a place', { ...base, loaders: [{ files: ['boot/x'], pieces: [] }] }],
    ['an identifier that is none', { ...base, partitions: [boot, { ...root, uuid: 'x' }] }],
    ['a name that ends its quotes', { ...base, partitions: [{ ...boot, name: 'a", type=83' }, root] }],
    ['an unknown filesystem', { ...base, partitions: [{ ...boot, filesystem: 'ntfs' }, root] }],
  ])('refuses %s', (_, data) => {
    expect(layout.safeParse(data).success).toBe(false);
  });
});
