import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TarstrapError } from '../../../../shared/errors.ts';
import { describePlan } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { comfortableSize, GiB, MiB, neededBytes, usableBytes } from '../../../../shared/plan/sizes.ts';
import { plan } from '../../../../shared/plan/types.ts';
import { type Changes, layoutNamed, makeInputs } from './inputs.ts';

const planFor = (changes: Changes = {}) => makePlan(makeInputs(changes));
const PARTITION = { kind: 'partition', path: '/dev/sdx2', bus: 'usb' } as const;
const TiB = 1024 * GiB;
const FOLDER = { kind: 'directory', path: '/mnt/card', removable: false } as const;
const IMAGE = { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } as const;

describe('makePlan', () => {
  it('single, on a loop device of 4 GiB', () => {
    const made = planFor();
    expect(made).toMatchObject({ layoutId: 'single', sizeByte: 4 * GiB, mode: 'staged', stage: { place: 'memory' }, unmount: [], verify: 'full' });
    expect(made.table?.script).toBe(
      [
        'label: gpt',
        'label-id: 00000001-1234-4234-8234-123456789abc',
        'unit: sectors',
        'sector-size: 512',
        '',
        `start=2048, size=${8 * 1024 ** 2 - 4096}, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=00000010-1234-4234-8234-123456789abc, name=root`,
        '',
      ].join('\n'),
    );
    expect(made.volumes).toEqual([
      {
        number: 1,
        startByte: MiB,
        sizeByte: 4 * GiB - 2 * MiB,
        filesystem: 'ext4',
        label: 'rootfs',
        uuid: '00000020-1234-4234-8234-123456789abc',
        partuuid: '00000010-1234-4234-8234-123456789abc',
        mount: '/',
        mkfs: {
          tool: 'mkfs.ext4',
          args: expect.arrayContaining(['-U', '00000020-1234-4234-8234-123456789abc', '-L', 'rootfs', 'lazy_itable_init=1,lazy_journal_init=1,nodiscard']),
        },
        mountOptions: 'rw,nodev,nosuid,noexec,noatime,errors=remount-ro,noinit_itable,noload',
      },
    ]);
    expect(made.fstab).toEqual(['UUID=00000020-1234-4234-8234-123456789abc / ext4 defaults,noatime,errors=remount-ro 0 1']);
  });

  it('boot-root: FAT for /boot, the rest for root, both in fstab', () => {
    const made = planFor({ options: { layout: layoutNamed('boot-root'), label: 'mine' } });
    expect(made.table?.label).toBe('dos');
    expect(
      made.volumes.map(({ number, startByte, sizeByte, filesystem, label, uuid, partuuid, mount }) => [
        number,
        startByte / MiB,
        sizeByte / MiB,
        filesystem,
        label,
        uuid,
        partuuid,
        mount,
      ]),
    ).toEqual([
      [1, 1, 512, 'vfat', 'BOOT', '0000-0020', '00000001-01', '/boot'],
      [2, 513, 4096 - 513, 'ext4', 'mine', '00000021-1234-4234-8234-123456789abc', '00000001-02', '/'],
    ]);
    expect(made.volumes[0]?.mkfs).toEqual({ tool: 'mkfs.vfat', args: ['-F', '32', '-i', '00000020', '-n', 'BOOT'] });
    expect(made.fstab).toEqual([
      'UUID=0000-0020 /boot vfat defaults,noatime 0 2',
      'UUID=00000021-1234-4234-8234-123456789abc / ext4 defaults,noatime,errors=remount-ro 0 1',
    ]);
  });

  it('a partition is formatted without a table, or kept as it is', () => {
    const formatted = planFor({ target: { ...PARTITION, mounts: ['/media/card'] } });
    expect(formatted).toMatchObject({
      table: null,
      unmount: ['/media/card'],
      volumes: [{ number: null, startByte: 0, sizeByte: 4 * GiB, mkfs: { tool: 'mkfs.ext4' } }],
    });
    const kept = planFor({ target: { ...PARTITION, filesystem: 'xfs' }, options: { layout: layoutNamed('none') } });
    expect(kept).toMatchObject({ table: null, mode: 'direct', volumes: [{ filesystem: 'xfs', mkfs: null }], fstab: [] });
  });

  it('a folder is filled in place: nothing is made, nothing unmounted', () => {
    expect(planFor({ target: { ...FOLDER, mounts: ['/mnt/card'] } })).toMatchObject({ table: null, volumes: [], unmount: [], fstab: [], mode: 'direct' });
  });

  it.each(['ext4', 'xfs', 'btrfs'] as const)('an image is sized from the archive, with room to spare (%s)', (filesystem) => {
    const inputs = makeInputs({ target: IMAGE, options: { filesystem } });
    const { sizeByte, volumes, mode, stage } = makePlan(inputs);
    expect({ mode, stage }).toEqual({ mode: 'staged', stage: null });
    expect(sizeByte % MiB).toBe(0);
    expect(usableBytes(filesystem, volumes[0]?.sizeByte ?? 0, inputs.archive.inodes)).toBeGreaterThanOrEqual(neededBytes(inputs.archive) * 1.1);
    expect(sizeByte).toBeLessThan(neededBytes(inputs.archive) * 1.1 + 320 * MiB);
    expect(volumes[0]?.sizeByte).toBe(comfortableSize(filesystem, inputs.archive));
  });

  it('an image may be given a size', () => {
    expect(planFor({ target: IMAGE, options: { imageBytes: 2 * GiB - 5 } }).sizeByte).toBe(2 * GiB);
  });

  it.each([
    ['none', '2048'],
    ['gzip', '512'],
    ['xz', '512'],
  ] as const)('reads %s in records of %s blocks: a quarter of what a widened pipe holds', (compression, blocks) => {
    const { args } = planFor({ archive: { compression } }).extract;
    expect(args[args.indexOf('-b') + 1]).toBe(blocks);
  });

  it('extracts with xattrs and ACLs only where the archive has any, and always with the operation before --totals', () => {
    const plain = planFor().extract.args;
    const rich = planFor({ archive: { extended: 3 } }).extract.args;
    const richest = planFor({ archive: { extended: 3, acls: 1 } }).extract.args;
    expect(plain.slice(0, 2)).toEqual(['-x', '--totals=SIGUSR1']);
    expect(plain).not.toContain('--xattrs');
    expect(rich).toEqual(expect.arrayContaining(['--xattrs', '--xattrs-include=*']));
    expect(rich).not.toContain('--acls');
    expect(richest).toEqual(expect.arrayContaining(['--acls', '--xattrs', '--xattrs-include=*']));
    expect(richest).not.toContain('--selinux');
    expect(planFor({ archive: { extended: 3, labels: 1 } }).extract.args).toContain('--selinux');
  });

  it('makes links at once, lets no name be absolute, and leaves symlinks to folders where they are', () => {
    const [transform = ''] = planFor().extract.args.filter((arg) => arg.startsWith('--transform='));
    expect(planFor().extract.args).toEqual(expect.arrayContaining(['-P', '--keep-directory-symlink']));
    expect(transform).toBe(String.raw`--transform=s,^\./,,S;s,^/*,./,S`);
  });

  it('goes on behind end marks only where a tar is there', () => {
    const ending = { tars: 1, marked: true, junkAt: 10_240, trailing: false };
    const one = planFor({ archive: { ending } });
    const three = planFor({ archive: { ending: { ...ending, tars: 3 } } });
    expect(one.extract.args).not.toContain('--ignore-zeros');
    expect(three.extract.args).toContain('--ignore-zeros');
  });

  it("spares the change of owners where all is root's, and nothing was there before", () => {
    const rootsOwn = { foreign: 0 };
    expect(planFor().extract.args).toContain('--same-owner');
    expect(planFor({ archive: rootsOwn }).extract.args).toContain('--no-same-owner');
    for (const target of [FOLDER, { ...PARTITION, filesystem: 'ext4' }])
      expect(planFor({ archive: rootsOwn, target, options: { layout: layoutNamed('none') } }).extract.args).toContain('--same-owner');
  });

  it('makes ext4 with the features of the layout, and zeroes a journal that no checksums protect', () => {
    const planWith = (filesystem: 'ext4' | 'xfs', ...ext4Features: string[]): ReturnType<typeof planFor> => {
      const single = layoutNamed('single');
      const layout = { ...single, partitions: single.partitions.map((partition) => ({ ...partition, ext4Features })) };
      return planFor({ options: { layout, filesystem } });
    };
    const withFeatures = (...asked: Parameters<typeof planWith>): readonly string[] => planWith(...asked).volumes[0]?.mkfs?.args ?? [];
    expect(withFeatures('ext4', '^64bit', '^huge_file')).toEqual(
      expect.arrayContaining(['-O', '^64bit,^huge_file', 'lazy_itable_init=1,lazy_journal_init=1,nodiscard']),
    );
    expect(withFeatures('ext4', '^metadata_csum', '^64bit')).toEqual(expect.arrayContaining(['lazy_itable_init=1,lazy_journal_init=0']));
    expect(planWith('ext4', '^metadata_csum')).toMatchObject({ mode: 'direct', directIf: null });
    expect(withFeatures('ext4')).not.toContain('-O');
    expect(withFeatures('xfs', '^64bit')).not.toContain('-O');
  });

  it('leaves fstab alone where the archive is no root filesystem', () => {
    expect(planFor({ archive: { rootFilesystem: false } }).fstab).toEqual([]);
  });
});

it('a folder whose filesystem does not tell its room is not too small', () => {
  expect(planFor({ target: { ...FOLDER, size: 0, unmeasured: true } })).toMatchObject({ mode: 'direct' });
});

it.each([
  [3 * TiB, ['The last 1.1 TB stay unused: a dos partition table reaches no further than 2 TiB']],
  [2 * TiB, []],
])('what a dos table does not reach of %s bytes is said', (size, words) => {
  const made = planFor({ target: { size }, options: { layout: layoutNamed('boot-root') } });
  expect(describePlan(made).filter((line) => /unused/.test(line))).toEqual(words);
  expect(describePlan(planFor({ target: { size } })).join()).not.toMatch(/unused/);
});

it('a plan is pure, passes its own schema, and its volumes lie one behind the other inside of the target', () => {
  const changes = fc.record({
    size: fc.integer({ min: 1, max: 64 * 1024 }).map((mib) => mib * MiB),
    odd: fc.integer({ min: 0, max: 2047 }).map((sectors) => sectors * 512),
    filesystem: fc.constantFrom('ext4' as const, 'xfs' as const, 'btrfs' as const),
    layoutId: fc.constantFrom('single', 'boot-root'),
    blockBytes: fc.integer({ min: 0, max: 8 * 1024 }).map((mib) => mib * MiB),
    sectorSize: fc.constantFrom(512, 4096),
  });
  fc.assert(
    fc.property(changes, ({ size, odd, filesystem, layoutId, blockBytes, sectorSize }) => {
      const inputs = makeInputs({ archive: { blockBytes }, target: { size: size + odd, sectorSize }, options: { filesystem, layout: layoutNamed(layoutId) } });
      try {
        const made = makePlan(inputs);
        expect(plan.parse(made)).toEqual(made);
        expect(makePlan(structuredClone(inputs))).toEqual(made);
        let cursor = MiB;
        for (const { startByte, sizeByte } of made.volumes) {
          expect(startByte).toBeGreaterThanOrEqual(cursor);
          expect([startByte % MiB, sizeByte % MiB]).toEqual([0, 0]);
          cursor = startByte + sizeByte;
        }
        expect(cursor).toBeLessThanOrEqual(inputs.target.size);
      } catch (error) {
        if (!(error instanceof TarstrapError)) throw error;
        expect(error.code).toBe('target-too-small');
      }
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['a drive', {}, 'Replace everything on it with a GPT partition table, layout single'],
  ['an image that is there', { ...IMAGE, size: GiB }, 'Replace everything on it with a GPT partition table, layout single'],
  ['a new image', IMAGE, 'Make it with a GPT partition table, layout single'],
])('the plan for %s says what becomes of what is there', (_, target, line) => expect(describePlan(planFor({ target }))).toContain(line));
