import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TarstrapError } from '../../../../shared/errors.ts';
import type { ImageFacts } from '../../../../shared/imageFacts.ts';
import { imageRemarks } from '../../../../shared/imageRemarks.ts';
import { segmentsOfImage } from '../../../../shared/imageSegments.ts';
import { clearedBehind } from '../../../../shared/plan/clear.ts';
import { describeImagePlan } from '../../../../shared/plan/describeImage.ts';
import { makeImagePlan } from '../../../../shared/plan/image.ts';
import { type ImagePlan, imagePlan } from '../../../../shared/plan/imageTypes.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { type ImageChanges, lastWith, makeImageInputs } from './imageInputs.ts';

const planFor = (changes: ImageChanges = {}): ImagePlan => makeImagePlan(makeImageInputs(changes));

const BARE: Partial<ImageFacts> = {
  form: 'filesystem',
  table: 'none',
  partitions: [],
  backupGpt: null,
  sectorSize: 4096,
  filesystem: { name: 'ext4', label: 'data' },
};
const ISO: Partial<ImageFacts> = { form: 'iso', filesystem: { name: 'iso9660', label: 'DISC' }, usedBytes: GiB };
const GROW = { options: { grow: true } } as const;

function problem(changes: ImageChanges): TarstrapError {
  try {
    planFor(changes);
  } catch (error) {
    if (error instanceof TarstrapError) return error;
  }
  throw new Error('it did not fail');
}

describe('what must be refused is refused before anything is written', () => {
  it.each<[string, string, ImageChanges]>([
    ['a protected drive', 'target-protected', { target: { protectedBy: 'the system runs from it' } }],
    ['a fixed drive', 'target-fixed', { target: { removable: false } }],
    ['a read-only card', 'target-read-only', { target: { readOnly: true } }],
    ['a folder', 'image-needs-drive', { target: { kind: 'directory', path: '/mnt/card' } }],
    ['an image file', 'image-needs-drive', { target: { kind: 'image', path: '/home/me/other.img' } }],
    ['a partition for a whole card', 'image-needs-drive', { target: { kind: 'partition', path: '/dev/sdx2' } }],
    ['a smaller drive', 'image-exceeds-target', { target: { size: GiB - 512 } }],
    [
      'a drive smaller than what the table has, where the container does not tell',
      'image-exceeds-target',
      { image: { imageBytes: null }, target: { size: GiB - 2 * MiB } },
    ],
    ['a table of larger sectors', 'image-other-sectors', { image: { sectorSize: 4096 } }],
    ['a table of smaller sectors', 'image-other-sectors', { target: { sectorSize: 4096 } }],
    ['a filesystem of smaller blocks than sectors', 'image-other-sectors', { image: { ...BARE, sectorSize: 1024 }, target: { sectorSize: 4096 } }],
    ['an ISO for larger sectors', 'image-other-sectors', { image: { ...ISO, table: 'none', partitions: [], sectorSize: 2048 }, target: { sectorSize: 4096 } }],
    ['growing an ISO', 'image-does-not-grow', { image: ISO, ...GROW }],
    ['growing FAT', 'image-does-not-grow', { image: lastWith({ filesystem: 'vfat' }), ...GROW }],
    ['growing nothing that is known', 'image-does-not-grow', { image: lastWith({ filesystem: undefined }), ...GROW }],
    ['growing a logical partition', 'image-does-not-grow', { image: { ...lastWith({ kind: 'logical', number: 5 }), table: 'dos' }, ...GROW }],
    ['growing what may not be the last', 'image-does-not-grow', { image: { table: 'dos', partial: true }, ...GROW }],
    ['growing no partition', 'image-does-not-grow', { image: { partitions: [], usedBytes: 0 }, ...GROW }],
    ['growing squashfs', 'image-does-not-grow', { image: { ...BARE, filesystem: { name: 'squashfs' } }, ...GROW }],
  ])('%s: %s', (_, code, changes) => expect(problem(changes)).toMatchObject({ code }));

  it('sizes that read the same are told in bytes', () => {
    expect(problem({ target: { size: GiB - 512 } }).message).toMatch(
      /1\u202f073\u202f741\u202f824 bytes are needed, and there are 1\u202f073\u202f741\u202f312 bytes/,
    );
    expect(problem({ target: { size: GiB / 2 } }).message).toMatch(/1\.1 GB are needed, and there are 537 MB/);
  });
});

describe('a plan', () => {
  it('is what its schema has', () => {
    for (const changes of [{}, GROW, { image: { imageBytes: null } }, { image: BARE }]) expect(imagePlan.parse(planFor(changes))).toEqual(planFor(changes));
  });

  it('unmounts, clears, writes, and leaves the rest', () => {
    expect(planFor({ target: { mounts: ['/media/me/OLD'] } })).toMatchObject({ unmount: ['/media/me/OLD'], writtenBytes: GiB, grow: null, verify: 'full' });
  });

  it('takes a bare filesystem for a partition, and blocks that are larger than sectors', () => {
    expect(planFor({ image: { ...BARE, imageBytes: GiB, usedBytes: GiB }, target: { kind: 'partition', path: '/dev/sdx2', sectorSize: 4096 } })).toMatchObject({
      grow: null,
    });
  });

  it('takes what was made for the sectors that the drive has', () => {
    expect(planFor({ image: { sectorSize: 4096 }, target: { sectorSize: 4096 } })).toMatchObject({ grow: null });
    expect(planFor({ image: { ...BARE, sectorSize: null }, target: { sectorSize: 4096 } })).toMatchObject({ grow: null });
  });

  it('takes a drive that is just as large', () => {
    expect(planFor({ target: { size: GiB } })).toMatchObject({ clear: [], grow: null });
    expect(planFor({ target: { size: GiB }, ...GROW })).toMatchObject({ grow: null });
  });

  it('writes what a block map names', () => {
    const bmap = { file: makeImageInputs().image.file, imageBytes: GiB, blockBytes: 4096, mappedBytes: 3 * MiB, ranges: 3, isChecked: true };
    expect(planFor({ image: { bmap } }).writtenBytes).toBe(3 * MiB);
  });
});

describe('what the drive had before', () => {
  it('is cleared behind the image and at the end', () => {
    expect(planFor().clear).toEqual([
      { startByte: GiB, sizeByte: MiB },
      { startByte: 4 * GiB - MiB, sizeByte: MiB },
    ]);
  });

  it('never within the image, never beyond the drive, and the end always', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 * MiB }), fc.integer({ min: 0, max: 8 * MiB }), (end, room) => {
        const size = end + room;
        const extents = clearedBehind(end, size);
        let at = end;
        for (const { startByte, sizeByte } of extents) {
          expect(startByte).toBeGreaterThanOrEqual(at);
          expect(sizeByte).toBeGreaterThan(0);
          at = startByte + sizeByte;
        }
        expect(at).toBe(size);
        expect(extents.reduce((sum, { sizeByte }) => sum + sizeByte, 0)).toBe(Math.min(room, 2 * MiB));
      }),
    );
  });
});

describe('growing', () => {
  it('gives the last partition the rest of the drive, but for the copy of a GPT', () => {
    expect(planFor(GROW).grow).toEqual({
      movesBackup: true,
      partition: { number: 2, startByte: 256 * MiB, sizeByte: 4 * GiB - MiB - 256 * MiB },
      filesystem: 'ext4',
    });
  });

  it('of a dos table gives all of it, up to where it reaches', () => {
    const image = { table: 'dos', backupGpt: null } as const;
    expect(planFor({ image, ...GROW }).grow).toMatchObject({ movesBackup: false, partition: { sizeByte: 4 * GiB - 256 * MiB } });
    const huge = planFor({ image, target: { size: 4 * 1024 * GiB }, ...GROW }).grow?.partition;
    expect((huge?.startByte ?? 0) + (huge?.sizeByte ?? 0)).toBe(2 * 1024 * GiB - MiB);
  });

  it('the last is the one behind which nothing is, whatever its number', () => {
    const [boot, root] = makeImageInputs().image.partitions as [ImageFacts['partitions'][number], ImageFacts['partitions'][number]];
    expect(
      planFor({
        image: {
          partitions: [
            { ...root, number: 1 },
            { ...boot, number: 2 },
          ],
        },
        ...GROW,
      }).grow?.partition?.number,
    ).toBe(1);
  });

  it('what was not read turns out when it is written', () => {
    expect(planFor({ image: lastWith({ filesystem: undefined, unread: true }), ...GROW }).grow).toMatchObject({ filesystem: 'unread' });
  });

  it('a bare filesystem gets the drive', () => {
    expect(planFor({ image: BARE, ...GROW }).grow).toEqual({ movesBackup: false, partition: null, filesystem: 'ext4' });
  });

  it('moves the copy of the table also where nothing else is gained, and makes it where it was missing', () => {
    const onlyMoved = { movesBackup: true, partition: null, filesystem: null };
    expect(planFor({ target: { size: GiB + 512 * 1024 }, ...GROW }).grow).toEqual(onlyMoved);
    expect(planFor({ image: { backupGpt: 'missing' }, target: { size: GiB }, ...GROW }).grow).toEqual(onlyMoved);
  });

  it('counts in whole sectors of a partition that begins between two MiB', () => {
    const startByte = 256 * MiB + 63 * 512;
    expect((planFor({ image: lastWith({ startByte }), ...GROW }).grow?.partition?.sizeByte ?? 1) % 512).toBe(0);
  });
});

describe('in words', () => {
  it('says everything, in order', () => {
    expect(describeImagePlan(planFor({ target: { model: 'Stick', mounts: ['/mnt'] } }))).toEqual([
      'Target: /dev/loop9 (Stick, 4.3 GB, loop)',
      'Unmount /mnt',
      'Replace everything on it with the image: a GPT partition table and 2 partitions',
      'Partition 1: 267 MB, EFI system, vfat "BOOT"',
      'Partition 2: 804 MB, Linux filesystem, ext4 "rootfs"',
      'Clear what is left behind it of what the drive had before: 1.0 MB from 1.1 GB on, and 1.0 MB from 4.3 GB on',
      'Leave the last 3.2 GB of it unused',
      'Verify everything by reading it back',
    ]);
  });

  it.each<[string, ImageChanges, RegExp]>([
    ['growing', GROW, /Move the second copy of the partition table to the end of the drive\nGrow partition 2 and its ext4 to 4\.0 GB\n/],
    [
      'what was not read',
      { image: lastWith({ filesystem: undefined, unread: true }), ...GROW },
      /what is in it turns out when it is written\n(.*\n)*Grow partition 2 and its filesystem, if that is ext4, xfs or btrfs, to/,
    ],
    ['an unknown length', { image: { imageBytes: null } }, /How long the image is turns out while it is unpacked: 1\.1 GB at the least\n/],
    ['the rest of a sector', { image: { imageBytes: GiB - 100 } }, /The image ends within a sector: the rest of that is filled with zeros\n/],
    ['a bare filesystem', { image: BARE, ...GROW }, /with the image: one ext4 filesystem "data"\n(.*\n)*Grow ext4 to 4\.3 GB\n/],
    ['an ISO', { image: ISO }, /with the image: an ISO "DISC" with a GPT partition table and 2 partitions\n/],
    [
      'a block map',
      {
        image: {
          bmap: {
            file: { ...makeImageInputs().image.file, path: '/home/me/card.bmap' },
            imageBytes: GiB,
            blockBytes: 4096,
            mappedBytes: 3 * MiB,
            ranges: 3,
            isChecked: true,
          },
        },
      },
      /Write only what the block map \/home\/me\/card\.bmap names, 3\.1 MB of 1\.1 GB; its checksums are proven\n/,
    ],
    ['no verification', { options: { verify: 'none' } }, /Do not verify$/],
  ])('%s', (_, changes, words) => expect(describeImagePlan(planFor(changes)).join('\n')).toMatch(words));

  it('remarks on what may not be what was wanted', () => {
    const { image } = makeImageInputs();
    expect(imageRemarks(image)).toEqual([]);
    expect(imageRemarks({ ...image, ...ISO, table: 'none' }).map(({ id }) => id)).toEqual(['iso-for-discs']);
    const bmap = { file: image.file, imageBytes: GiB, blockBytes: 4096, mappedBytes: MiB, ranges: 1, isChecked: true };
    expect(imageRemarks({ ...image, bmap })).toEqual([]);
    expect(imageRemarks({ ...image, bmap: { ...bmap, isChecked: false } }).map(({ id }) => id)).toEqual(['bmap-unchecked']);
    const squashed = { form: 'filesystem', table: 'none', filesystem: { name: 'squashfs' } } as const;
    expect(imageRemarks({ ...image, ...squashed }).map(({ id }) => id)).toEqual(['squashfs-alone']);
    expect(imageRemarks({ ...image, backupGpt: 'missing' }).map(({ id }) => id)).toEqual(['gpt-backup-missing']);
  });
});

describe('the bar afterwards', () => {
  const sizes = (changes: ImageChanges): (readonly [string | undefined, number])[] =>
    segmentsOfImage(planFor(changes)).map(({ kind, filesystem, size }) => [kind === 'free' ? 'free' : filesystem, size]);

  it('has the partitions of the image, and what is left', () => {
    expect(sizes({})).toEqual([
      ['vfat', 255 * MiB],
      ['ext4', 767 * MiB],
      ['free', 4 * GiB - 1022 * MiB],
    ]);
    expect(sizes(GROW)).toEqual([
      ['vfat', 255 * MiB],
      ['ext4', 4 * GiB - 257 * MiB],
    ]);
  });

  it('has one stretch for what has all of it', () => {
    expect(sizes({ image: BARE })).toEqual([
      ['ext4', GiB],
      ['free', 3 * GiB],
    ]);
    expect(sizes({ image: BARE, ...GROW })).toEqual([['ext4', 4 * GiB]]);
    expect(sizes({ image: ISO })).toEqual([
      ['iso9660', GiB],
      ['free', 3 * GiB],
    ]);
  });

  it('leaves out what lies in others, or holds others', () => {
    const one = makeImageInputs().image.partitions[1] as ImageFacts['partitions'][number];
    const inner = { ...one, number: 3, startByte: 300 * MiB, sizeByte: MiB };
    const extended = { ...one, number: 4, kind: 'extended' as const };
    expect(sizes({ image: { table: 'dos', partitions: [inner, one, extended] } }).map(([name]) => name)).toEqual(['ext4', 'free']);
  });
});
