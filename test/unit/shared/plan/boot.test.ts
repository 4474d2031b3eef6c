import { describe, expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import { describePlan, commandsOf } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import type { Plan } from '../../../../shared/plan/types.ts';
import { planRemarks } from '../../../../shared/planRemarks.ts';
import { type Changes, fatWith, layoutNamed, makeInputs } from './inputs.ts';

/** What a plan says of booting. */

const NOTHING: ArchiveFacts['boot'] = { files: [], found: [], efiKernels: [], initrds: [], deviceTrees: 0, fixed: [] };
const EXTLINUX = { name: 'boot/extlinux/extlinux.conf', lines: ['  linux /boot/Image', '  append root=/dev/mmcblk0p2 quiet'] };

function planFor(id: string, archive: Partial<ArchiveFacts>, { options = {}, target = {} }: Changes = {}): { readonly plan: Plan; readonly remarks: string[] } {
  const inputs = makeInputs({ archive: { fat: fatWith({}), ...archive }, options: { layout: layoutNamed(id), ...options }, target });
  const plan = makePlan(inputs);
  return { plan, remarks: planRemarks(inputs.archive, plan).map((remark) => remark.id) };
}

describe('boot configuration in a plan', () => {
  const boot = { ...NOTHING, files: [EXTLINUX], found: ['boot/Image'] };

  it('is told by the words that change, and as a command', () => {
    const { plan } = planFor('single', { boot });
    const partuuid = plan.volumes[0]?.partuuid;
    expect(plan.boot).toEqual([{ file: EXTLINUX.name, changes: [{ from: EXTLINUX.lines[1], to: `  append root=PARTUUID=${partuuid} quiet` }] }]);
    expect(describePlan(plan)).toContain(`Amend /boot/extlinux/extlinux.conf: root=/dev/mmcblk0p2 becomes root=PARTUUID=${partuuid}`);
    expect(commandsOf(plan)).toContain(`# in /mnt/boot/extlinux/extlinux.conf: root=/dev/mmcblk0p2 becomes root=PARTUUID=${partuuid}`);
  });

  it.each<[string, Changes, Partial<ArchiveFacts>]>([
    ['where that is wanted', { options: { boot: 'keep' } }, {}],
    ['where it is no root filesystem', {}, { rootFilesystem: false }],
    ['on a filesystem that is kept', { options: { layout: layoutNamed('none') }, target: { kind: 'partition', path: '/dev/loop9p1', filesystem: 'ext4' } }, {}],
    ['in a folder', { target: { kind: 'directory', path: '/srv/root', inode: '2', empty: true } }, {}],
  ])('stays %s', (_, changes, archive) => {
    expect(planFor('single', { boot, ...archive }, changes).plan.boot).toEqual([]);
  });
});

describe('what would keep it from booting', () => {
  const BOARD = {
    machine: 'arm',
    loaders: [{ name: 'boot/u-boot-sunxi-with-spl.bin', size: 500_000 }],
    kernels: ['boot/zImage'],
    boot: { ...NOTHING, deviceTrees: 3 },
  };

  it('nothing', () => {
    expect(planFor('sunxi', BOARD).remarks).toEqual([]);
  });

  it.each<[string, string, Partial<ArchiveFacts>, Changes['options']]>([
    ['other-machine', 'sunxi', { ...BOARD, machine: 'x86_64' }, {}],
    ['no-kernel', 'sunxi', { ...BOARD, kernels: [] }, {}],
    ['no-device-tree', 'sunxi', { ...BOARD, boot: NOTHING }, {}],
    ['unreadable-boot', 'sunxi', BOARD, { filesystem: 'xfs' }],
    ['unreadable-boot', 'sunxi', BOARD, { filesystem: 'btrfs' }],
    ['nothing-to-boot', 'rpi-os', { machine: 'aarch64', kernels: ['boot/Image'] }, {}],
    ['boot-file-missing', 'single', { kernels: ['boot/Image'], boot: { ...NOTHING, files: [EXTLINUX] } }, {}],
  ])('%s: %s', (remark, id, archive, options = {}) => {
    expect(planFor(id, archive, { options }).remarks).toContain(remark);
  });

  it('is not said of what was read in part only', () => {
    expect(planFor('single', { kernels: ['boot/Image'], boot: { ...NOTHING, files: [EXTLINUX] }, unread: 1000 }).remarks).toEqual([]);
  });
});
