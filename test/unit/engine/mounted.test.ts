import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { isBootedFrom, isFatOnly, isNothing, placeOfFat, placesOf, unnamedFat } from '../../../electron/engine/verify/mounted.ts';
import { fstabEntries } from '../../../shared/fstab.ts';

const place = (uuid: string | undefined, fstab: string): string | undefined => placesOf([{ uuid }], fstabEntries(fstab))[0]?.at;

it.each([
  ['ABCD-1234', 'UUID=abcd-1234 /boot vfat defaults 0 2', '/boot'],
  ['ABCD-1234', '# UUID=ABCD-1234 /boot\n\tUUID=ABCD-1234\t/boot/efi/ vfat', '/boot/efi'],
  ['ABCD-1234', 'UUID=ABCD-1234 / ext4', undefined],
  ['ABCD-1234', 'UUID=ABCD-1234 /boot/../../etc vfat', undefined],
  ['ABCD-1234', 'UUID=ABCD-1234 boot vfat', undefined],
  ['ABCD-1234', 'UUID=ABCD-12345 /boot vfat', undefined],
  ['.*', 'UUID=ABCD-1234 /boot vfat', undefined],
  ['(a+)+$', `UUID=${'a'.repeat(50)}! /boot vfat`, undefined],
  ['(a+)+$', 'UUID=(a+)+$ /boot vfat', '/boot'],
  [undefined, 'UUID=undefined /boot vfat', undefined],
])('a volume of UUID %s by %j', (uuid, fstab, at) => {
  expect(place(uuid, fstab)).toBe(at);
});

it.each([
  [['vfat'], [], [0]],
  [['ext4', 'vfat'], [], [1]],
  [['vfat', 'vfat'], [], []],
  [['vfat', 'vfat'], [0], [1]],
  [['vfat'], [0], []],
  [['ext4'], [], []],
])('a drive with %j beside its root, of which its fstab names %j: %j is /boot', (filesystems, named, boot) => {
  const volumes = filesystems.map((filesystem) => ({ filesystem }));
  const known = volumes.filter((_, i) => named.some((n) => n === i)).map((volume) => ({ volume }));
  expect(unnamedFat(volumes, known, '/boot/efi')).toEqual(boot.map((i) => ({ volume: volumes[i], at: '/boot/efi' })));
});

it.each([
  ['UUID=ABCD-1234 /boot/efi vfat', ['/boot/efi', '/boot'], '/boot/efi'],
  ['UUID=ABCD-1234 /boot/firmware vfat\nUUID=1 /data vfat', ['/boot'], '/boot'],
  ['UUID=1 /data vfat', ['/boot', '/data'], '/boot'],
  ['UUID=1 /efi ext4', ['/efi'], undefined],
  ['', [], undefined],
])('an fstab with %j, and %j free: FAT belongs at %s', (fstab, free, at) => {
  expect(placeOfFat(fstabEntries(fstab), (place) => free.includes(place))).toBe(at);
});

it.each([
  [['vfat'], true],
  [['vfat', 'vfat', 'swap'], true],
  [['vfat', 'ext4'], false],
  [['vfat', 'crypto_LUKS'], false],
  [['vfat', 'ntfs'], false],
  // Damaged, or encrypted without a word of it.
  [['vfat', undefined], false],
])('a drive with %j: its root may be FAT: %j', (filesystems, expected) => {
  expect(isFatOnly(filesystems.map((filesystem) => ({ filesystem })))).toBe(expected);
});

it.each([
  ['never written to', undefined, undefined, Buffer.alloc(2 * 1024 ** 2), true],
  ['written to behind its first sectors', undefined, undefined, Buffer.from('loader'.padStart(32_768, '\0')), false],
  ['an extended one, with its table', undefined, '0xf', Buffer.from('\x55\xaa'), true],
  ['of another type', undefined, '0x83', Buffer.from('\x55\xaa'), false],
  ['a filesystem', 'ext4', '0x83', Buffer.alloc(512), false],
])('a partition that is %s', (_, filesystem, type, contents, expected) => {
  const folder = mkdtempSync(`${tmpdir()}/partition-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = `${folder}/sdx1`;
  writeFileSync(path, contents);
  expect(isNothing({ path, filesystem, entry: type === undefined ? undefined : { type, name: undefined, flags: 0, startByte: 0 } })).toBe(expected);
});

it.each([
  ['CONFIG.TXT', true],
  ['start4.elf', true],
  ['EFI', true],
  ['bootcode.bin', true],
  ['efi.txt', false],
  ['restart.elf', false],
])('FAT with %s at its top is booted from: %j', (name, expected) => {
  expect(isBootedFrom(['photos', name])).toBe(expected);
});

it('a mount point of a million slashes is no work', () => {
  const since = performance.now();
  expect(place('A', `UUID=A ${'/'.repeat(1e6)}x vfat`)).toBeUndefined();
  expect(performance.now() - since).toBeLessThan(2000);
});
