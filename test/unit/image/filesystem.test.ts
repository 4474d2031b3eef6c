import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { bytesOf, openArchive } from '../../../electron/archive/open.ts';
import { filesystemAt, type FoundFilesystem } from '../../../electron/image/filesystem.ts';
import { inMemory } from '../../../electron/image/stretch.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** Whatever mkfs makes is known by its superblock. */

const { path, run, blank } = imageWorkshop();

function foundIn(name: string): FoundFilesystem | undefined {
  using held = openArchive(path(name));
  return filesystemAt(bytesOf(held), 0);
}

beforeAll(() => {
  mkdirSync(path('tree'));
  writeFileSync(path('tree/file'), 'contents');
});

const MADE: readonly (readonly [name: string, size: number, mkfs: readonly [string, ...string[]], found: FoundFilesystem])[] = [
  ['ext4', 16 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'röot'], { name: 'ext4', label: 'röot', sizeByte: 16 * MiB, unitByte: 1024 }],
  ['ext4, 4 KiB', 16 * MiB, ['mkfs.ext4', '-q', '-F', '-b', '4096'], { name: 'ext4', sizeByte: 16 * MiB, unitByte: 4096 }],
  ['ext3', 16 * MiB, ['mkfs.ext3', '-q', '-F'], { name: 'ext3', sizeByte: 16 * MiB, unitByte: 1024 }],
  ['ext2', 4 * MiB, ['mkfs.ext2', '-q', '-F'], { name: 'ext2', sizeByte: 4 * MiB, unitByte: 1024 }],
  ['xfs', 300 * MiB, ['mkfs.xfs', '-q', '-L', 'data'], { name: 'xfs', label: 'data', sizeByte: 300 * MiB, unitByte: 512 }],
  ['xfs for 4 KiB', 300 * MiB, ['mkfs.xfs', '-q', '-s', 'size=4096'], { name: 'xfs', sizeByte: 300 * MiB, unitByte: 4096 }],
  ['btrfs', 128 * MiB, ['mkfs.btrfs', '-q', '-L', 'pool'], { name: 'btrfs', label: 'pool', sizeByte: 128 * MiB, unitByte: 4096 }],
  ['FAT32', 64 * MiB, ['mkfs.vfat', '-F', '32', '-n', 'BOOT'], { name: 'vfat', label: 'BOOT', sizeByte: 64 * MiB, unitByte: 512 }],
  ['FAT16', 16 * MiB, ['mkfs.vfat', '-F', '16'], { name: 'vfat', sizeByte: 16 * MiB, unitByte: 512 }],
  ['FAT12', 2 * MiB, ['mkfs.vfat', '-F', '12', '-n', 'FLOPPY'], { name: 'vfat', label: 'FLOPPY', sizeByte: 2 * MiB, unitByte: 512 }],
  ['FAT for 4 KiB', 512 * MiB, ['mkfs.vfat', '-S', '4096', '-F', '32'], { name: 'vfat', sizeByte: 512 * MiB, unitByte: 4096 }],
  ['swap', 4 * MiB, ['mkswap', '-L', 'swap'], { name: 'swap', label: 'swap', sizeByte: 4 * MiB, unitByte: 4096 }],
];

it.each(MADE)('%s', (name, size, [tool, ...args], found) => {
  blank(name, size);
  run(tool, [...args, name]);
  expect(foundIn(name)).toEqual(found);
});

it('squashfs tells what it uses', () => {
  run('mksquashfs', ['tree', 'squash', '-quiet', '-no-progress']);
  expect(foundIn('squash')).toEqual({ name: 'squashfs', sizeByte: expect.any(Number) });
});

it('an ISO tells its volume', () => {
  run('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'DISC', '-o', 'disc.iso', 'tree']);
  expect(foundIn('disc.iso')).toEqual({ name: 'iso9660', label: 'DISC', sizeByte: expect.any(Number), unitByte: 2048 });
});

it.each(['', 'LUKS\xba\xbe\0\x01', 'PK\x03\x04'])('begins with %j', (text) => {
  const found = filesystemAt(inMemory(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(4096)])), 0);
  expect(found?.name).toBe(text.startsWith('LUKS') ? 'crypto_LUKS' : undefined);
});

it('whatever a superblock says, no number comes out of it that is none', () => {
  const magics: readonly (readonly [number, string])[] = [
    [0, 'XFSB'],
    [0, 'hsqs'],
    [1080, '\x53\xef'],
    [1024, '\x10\x20\xf5\xf2'],
    [1024, '\xe2\xe1\xf5\xe0'],
    [32769, 'CD001'],
    [65600, '_BHRfS_M'],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...magics),
      fc.uint8Array({ minLength: 512, maxLength: 2048 }),
      fc.integer({ min: 0, max: 68 * 1024 }),
      ([offset, magic], noise, end) => {
        const head = Buffer.alloc(68 * 1024);
        for (const at of [0, 1024, 32768, 65536]) head.set(noise, at);
        head.write(magic, offset, 'latin1');
        const found = filesystemAt(inMemory(head.subarray(0, end)), 0);
        for (const number of [found?.sizeByte ?? 0, found?.unitByte ?? 512]) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
