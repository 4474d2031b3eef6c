import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, seen } from '../../../renderer/drives/order.ts';
import { cardOf, keyOf, lockOf, placeOf, refOf } from '../../../renderer/state/place.ts';
import { drive } from './drives.ts';

const paths = (drives: readonly ReturnType<typeof drive>[]): string[] => drives.map(({ target }) => target.path);

describe('order of the cards', () => {
  it('puts cards and sticks first, then what is fixed, then what is locked', () => {
    const drives = [
      drive('/dev/nvme0n1', { removable: false, protectedBy: 'it holds the running system (/)' }),
      drive('/dev/sda', { removable: false }),
      drive('/dev/sdb'),
      drive('/dev/sdc', { readOnly: true }),
      drive('/dev/mmcblk0'),
    ];
    const { ready, fixed, locked } = grouped(drives, seen([], drives));
    expect(paths(ready)).toEqual(['/dev/sdb', '/dev/mmcblk0']);
    expect(paths(fixed)).toEqual(['/dev/sda']);
    expect(paths(locked)).toEqual(['/dev/nvme0n1', '/dev/sdc']);
  });

  it('adds a new drive behind the others, also one that has been there before', () => {
    const first = seen([], [drive('/dev/sdb'), drive('/dev/sdc')]);
    expect(seen(first, [drive('/dev/sdc'), drive('/dev/sdb')])).toBe(first);
    const second = seen(first, [drive('/dev/sdc')]);
    expect(second).toEqual(['/dev/sdc']);
    expect(seen(second, [drive('/dev/sda'), drive('/dev/sdb'), drive('/dev/sdc')])).toEqual(['/dev/sdc', '/dev/sda', '/dev/sdb']);
  });

  it('never moves a card past another', () => {
    const look = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(
      fc.property(look, look, (before, after) => {
        const then = before.map((name) => drive(`/dev/${name}`));
        const now = after.map((name) => drive(`/dev/${name}`));
        const order = seen([], then);
        const stayed = paths(grouped(now, seen(order, now)).ready).filter((path) => order.includes(path));
        expect(stayed).toEqual(order.filter((path) => stayed.includes(path)));
      }),
    );
  });
});

describe('places', () => {
  const drives = [
    drive('/dev/sda', { diskseq: '3' }, [{ path: '/dev/sda1', size: 1e9, filesystem: 'ext4', label: undefined, mounts: [] }]),
    drive('/dev/sdaa', { protectedBy: 'it is used as swap' }),
  ];

  it('gives a partition the card of its drive, and no other', () => {
    expect(cardOf({ kind: 'device', path: '/dev/sda1' }, drives)).toBe('device:/dev/sda');
    expect(cardOf({ kind: 'device', path: '/dev/sdaa' }, drives)).toBe('device:/dev/sdaa');
    expect(cardOf({ kind: 'image' }, drives)).toBe('image');
  });

  it('finds what stands behind a key', () => {
    expect(placeOf('device:/dev/sda', drives)).toEqual({ ref: { kind: 'device', path: '/dev/sda', diskseq: '3' }, lock: null });
    expect(placeOf('device:/dev/sdaa', drives).lock).toBe('It is used as swap.');
    expect(placeOf('folder', drives)).toEqual({ ref: { kind: 'folder' }, lock: null });
    expect(placeOf('zone', drives)).toEqual({ ref: null, lock: null });
    expect(placeOf('device:/dev/gone', drives)).toEqual({ ref: null, lock: null });
  });

  it('keeps the card of a drive whose medium was changed', () => {
    expect(keyOf(refOf(drive('/dev/sdb', { diskseq: '1' })))).toBe(keyOf(refOf(drive('/dev/sdb', { diskseq: '2' }))));
  });

  it('says why a drive is locked', () => {
    expect(lockOf(drive('/dev/sdb'))).toBeNull();
    expect(lockOf(drive('/dev/sdb', { readOnly: true }))).toMatch(/^It is read-only/);
    expect(lockOf(drive('/dev/sdb', { protectedBy: 'the archive lies on it', readOnly: true }))).toBe('The archive lies on it.');
    const swap = { what: '/dev/sdb2 is used as swap', free: 'swapoff /dev/sdb2' };
    const volume = { what: 'the volume group vg0 is active', free: 'vgchange -an vg0' };
    expect(lockOf(drive('/dev/sdb', { heldBy: [swap, volume] }))).toBe(
      'In use: /dev/sdb2 is used as swap, the volume group vg0 is active. Free it, as root: swapoff /dev/sdb2; vgchange -an vg0',
    );
    expect(lockOf(drive('/dev/sdb', { heldBy: [{ what: '/dev/dm-9 is made of it' }], readOnly: true }))).toBe('In use: /dev/dm-9 is made of it.');
    expect(lockOf(drive('/dev/sdb', { heldBy: [swap], protectedBy: 'it is used as swap' }))).toBe('It is used as swap.');
  });
});
