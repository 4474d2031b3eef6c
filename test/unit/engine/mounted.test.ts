import { expect, it } from 'vitest';
import { placesOf } from '../../../electron/engine/verify/mounted.ts';
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

it('a mount point of a million slashes is no work', () => {
  const since = performance.now();
  expect(place('A', `UUID=A ${'/'.repeat(1e6)}x vfat`)).toBeUndefined();
  expect(performance.now() - since).toBeLessThan(2000);
});
