import { describe, expect, it } from 'vitest';
import { type DriveSeen, layoutFrom, type PartitionSeen } from '../../../../shared/capture/layoutFrom.ts';
import { layout } from '../../../../shared/layout.ts';
import { identifiersIn } from '../../../../shared/plan/identifiers.ts';
import { vfatSerial } from '../../../../shared/plan/mkfs.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import { partuuid } from '../../../../shared/plan/table.ts';
import { makeInputs } from '../plan/inputs.ts';

const LINUX = '0fc63daf-8483-4772-8e79-3d69d8477de4';
const UUID = 'a5d7c0d2-1111-4222-8333-123456789abc';

const part = (number: number, startMiB: number, sizeMiB: number, changes: Partial<PartitionSeen> = {}): PartitionSeen => ({
  number,
  startByte: startMiB * MiB,
  sizeByte: sizeMiB * MiB,
  type: LINUX,
  name: undefined,
  flags: 0,
  partuuid: `00000000-0000-4000-8000-00000000000${number}`,
  filesystem: undefined,
  uuid: undefined,
  label: undefined,
  ...changes,
});
const root = (number: number, startMiB: number, sizeMiB: number, changes: Partial<PartitionSeen> = {}): PartitionSeen =>
  part(number, startMiB, sizeMiB, { filesystem: 'ext4', uuid: UUID, label: 'rootfs', mount: '/', usedBytes: 500 * MiB, ...changes });
const drive = (partitions: readonly PartitionSeen[], changes: Partial<DriveSeen> = {}): DriveSeen => ({
  table: 'gpt',
  tableId: '11111111-2222-4333-8444-555555555555',
  what: 'a card, 16 GB',
  partitions,
  ...changes,
});

describe('the layout of a drive', () => {
  it('is one by which others can be laid', () => {
    const made = layoutFrom(
      drive([
        part(1, 4, 256, {
          type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
          name: 'EFI "system"',
          filesystem: 'vfat',
          uuid: 'ABCD-1234',
          label: 'bootfs',
          mount: '/boot/efi',
          usedBytes: 60 * MiB,
        }),
        root(2, 300, 8000, { flags: 4, ext4Features: ['none', 'extent'] }),
        part(3, 8300, 1024, { filesystem: 'swap', uuid: UUID.replace('a', 'b') }),
        part(4, 9324, 1000, { filesystem: 'ntfs', label: 'Windows' }),
      ]),
    );
    expect(made).toMatchObject({
      id: 'captured',
      source: 'Captured from a card, 16 GB',
      tableUuid: '11111111-2222-4333-8444-555555555555',
      partitions: [
        {
          name: 'EFI -system-',
          filesystem: 'vfat',
          label: 'bootfs',
          mount: '/boot/efi',
          startMiB: 4,
          sizeMiB: 256,
          leastMiB: 98,
          uuid: 'abcd1234-0000-4000-8000-000000000000',
        },
        {
          name: 'part2',
          filesystem: 'ext4',
          label: 'rootfs',
          mount: '/',
          startMiB: 300,
          leastMiB: 582,
          bootable: true,
          uuid: UUID,
          ext4Features: ['none', 'extent'],
        },
        { filesystem: 'swap', sizeMiB: 1024, uuid: UUID.replace('a', 'b') },
        { filesystem: 'none', label: '', sizeMiB: 1000 },
      ],
    });
    expect(layout.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('tells the identifiers of all that it had', () => {
    const made = layout.parse(
      layoutFrom(
        drive([part(1, 1, 64, { type: '0xc', filesystem: 'vfat', uuid: 'ABCD-1234', mount: '/boot', usedBytes: 0 }), root(2, 65, 900, { type: '0x83' })], {
          table: 'dos',
          tableId: '738a4d67',
        }),
      ),
    );
    const ids = identifiersIn(made, makeInputs().ids);
    expect([vfatSerial(ids.filesystems[0] ?? ''), ids.filesystems[1], partuuid(made, 1, ids)]).toEqual(['ABCD-1234', UUID, '738a4d67-02']);
    expect(made.partitions.map(({ type }) => type)).toEqual(['0C', '83']);
  });

  it('may have FAT as its root, and nothing below it', () => {
    const fat = root(1, 1, 900, { type: '0xc', flags: 0x80, filesystem: 'vfat', uuid: 'ABCD-1234', label: 'ALPINE', usedBytes: 100 * MiB });
    expect(layoutFrom(drive([fat], { table: 'dos' }))).toMatchObject({
      partitions: [{ filesystem: 'vfat', mount: '/', type: '0C', bootable: true, leastMiB: 143 }],
    });
    const below = part(2, 901, 99, { type: '0xc', filesystem: 'vfat', mount: '/boot' });
    expect(layoutFrom(drive([fat, below], { table: 'dos' }))).toBe('it has something that layouts cannot say');
  });

  it('keeps numbers that are out of order, and makes logical partitions primary ones', () => {
    const cloud = layoutFrom(drive([part(14, 1, 4), part(15, 5, 106), root(1, 111, 1900)]));
    expect(cloud).toMatchObject({ partitions: [{ number: 14 }, { number: 15 }, { number: 1, startMiB: 111 }] });
    const debian = layoutFrom(
      drive([root(1, 1, 900, { type: '0x83' }), part(2, 902, 99, { type: '0x5' }), part(5, 902, 99, { type: '0x82', filesystem: 'swap' })], { table: 'dos' }),
    );
    expect(debian).toMatchObject({ partitions: [{ mount: '/' }, { filesystem: 'swap', type: '82' }] });
  });

  it('is aligned, whatever it was', () => {
    const odd = layoutFrom(drive([part(1, 1.5, 62.7), root(2, 64.2, 900.5)]));
    expect(odd).toMatchObject({ partitions: [{ startMiB: 2, sizeMiB: 63 }, { startMiB: 65 }] });
  });

  it.each<[string, DriveSeen, string]>([
    ['nine partitions', drive([...Array.from({ length: 8 }, (_, i) => part(i + 1, i + 1, 1)), root(9, 10, 900)]), 'it has more than 8 partitions'],
    [
      'five of a dos table',
      drive([part(1, 1, 1), part(2, 2, 1), part(3, 3, 1), part(4, 4, 1), root(5, 5, 900)], { table: 'dos' }),
      'it has more than 4 partitions',
    ],
    ['one for a loader, in front', drive([part(1, 0.03, 0.9), root(2, 1, 900)]), 'its partition 1 begins before the first MiB'],
    ['a root that lies elsewhere', drive([part(1, 1, 900)]), 'its root is on no partition of it'],
    ['f2fs', drive([root(1, 1, 900, { filesystem: 'f2fs' })]), 'f2fs is no filesystem that is made'],
    ['FAT somewhere else', drive([root(1, 1, 900), part(2, 901, 99, { filesystem: 'vfat', mount: '/data' })]), 'it has FAT at /data'],
  ])('cannot be said of %s', (_, seen, why) => expect(layoutFrom(seen)).toBe(why));
});
