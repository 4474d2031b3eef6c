import { describe, expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { planRemarks } from '../../../../shared/planRemarks.ts';
import type { Remark } from '../../../../shared/remarks.ts';
import { type Changes, fatWith, layoutNamed, makeInputs } from './inputs.ts';

/** What is said of that which cannot be amended. */

const ELSEWHERE = 'UUID=99999999-2222-4333-8444-555555555555';

function saidOf(boot: Partial<ArchiveFacts['boot']>, { options = {}, target = {} }: Changes = {}): Remark[] {
  const whole = { files: [], found: [], efiKernels: [], initrds: [], deviceTrees: 0, fixed: [], ...boot };
  const inputs = makeInputs({
    archive: { fat: fatWith({}), kernels: ['boot/Image'], boot: whole },
    options: { layout: layoutNamed('single'), ...options },
    target,
  });
  return planRemarks(inputs.archive, makePlan(inputs)).filter(({ id }) => id === 'names-another-drive');
}

const script = (...drives: string[]): Pick<ArchiveFacts['boot'], 'fixed'> => ({ fixed: [{ name: 'boot/boot.scr', drives }] });
const image: Pick<ArchiveFacts['boot'], 'fixed'> = { fixed: [{ name: 'boot/efi/EFI/Linux/arch.efi', drives: [ELSEWHERE] }] };

describe('a script of U-Boot', () => {
  it('that names another filesystem is named, with what helps', () => {
    expect(saidOf(script(ELSEWHERE))).toEqual([
      expect.objectContaining({
        tone: 'caution',
        text: `/boot/boot.scr names ${ELSEWHERE}, which the drive will not have, and cannot be amended: it will not boot that way.`,
        advice: expect.stringContaining('extlinux.conf'),
      }),
    ]);
  });

  it.each([
    '/dev/mmcblk0p2',
    '/dev/sda2',
    '/dev/nvme0n1p3',
    '/dev/disk/by-path/platform-1-part2',
    'LABEL=other',
    'PARTUUID=deadbeef-02',
    '/dev/mapper/vg-root',
  ])('is named for %s', (drive) => expect(saidOf(script(drive))).toHaveLength(1));

  it.each([
    '/dev/mmcblk0p1',
    '/dev/sda1',
    '/dev/nvme0n1p1',
    'LABEL=rootfs',
    'PARTLABEL=root',
    '/dev/nfs',
    '/dev/ram0',
    '179:1',
    'gpt-auto',
    'PARTUUID=deadbeef/PARTNROFF=1',
  ])('may be right with %s', (drive) => expect(saidOf(script(drive))).toEqual([]));

  it('is right where one of those that it names is', () => {
    expect(saidOf(script('/dev/sdb3', '/dev/sda1'))).toEqual([]);
  });

  it('is not read where U-Boot finds a menu', () => {
    expect(saidOf({ ...script(ELSEWHERE), files: [{ name: 'boot/extlinux/extlinux.conf', lines: ['append root=/dev/sda1'] }] })).toEqual([]);
  });

  it('on one partition may name that by a number that nobody knows here', () => {
    const target = { kind: 'partition', path: '/dev/loop9p7' } as const;
    expect(saidOf(script('/dev/mmcblk0p2'), { target })).toEqual([]);
    expect(saidOf(script('PARTUUID=deadbeef-02'), { target })).toEqual([]);
    expect(saidOf(script(ELSEWHERE), { target })).toHaveLength(1);
  });

  it('stays what it is on a filesystem that is kept', () => {
    const target = { kind: 'partition', path: '/dev/loop9p1', filesystem: 'ext4' } as const;
    expect(saidOf(script(ELSEWHERE), { target, options: { layout: layoutNamed('none') } })).toEqual([]);
  });
});

describe('a program of UEFI', () => {
  it('that names another filesystem is named, where UEFI reads it', () => {
    expect(saidOf(image, { options: { layout: layoutNamed('uefi-x64') } })).toMatchObject([
      { advice: expect.stringContaining('with the label of the root (rootfs)') },
    ]);
    expect(saidOf(image)).toEqual([]);
  });
});
