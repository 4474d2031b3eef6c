import { describe, expect, it } from 'vitest';
import type { DriveFacts } from '../../../shared/targetFacts.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { segmentsAfter, segmentsOf } from '../../../shared/segments.ts';
import { makeInputs } from './plan/inputs.ts';

const GB = 1e9;
const { target: stick } = makeInputs();

describe('segmentsOf', () => {
  it('shows the partitions of a drive, and the room that none of them has', () => {
    const partitions = [{ path: '/dev/sdz1', size: GB, filesystem: 'vfat', label: 'BOOT', mounts: ['/media/me/BOOT'] }];
    const drive: DriveFacts = { target: { ...stick, size: 4 * GB }, partitions };
    expect(segmentsOf(drive)).toEqual([
      { size: GB, kind: 'partition', filesystem: 'vfat', label: 'BOOT', mounts: ['/media/me/BOOT'] },
      { size: 3 * GB, kind: 'free', mounts: [] },
    ]);
  });

  it('takes a gap of a few MiB for alignment', () => {
    const partitions = [{ path: '/dev/sdz1', size: 4 * GB - 2 ** 20, filesystem: undefined, label: undefined, mounts: [] }];
    expect(segmentsOf({ target: { ...stick, size: 4 * GB }, partitions })).toHaveLength(1);
  });

  it('shows a filesystem on the bare drive', () => {
    expect(segmentsOf({ target: { ...stick, size: GB, filesystem: 'ext4' }, partitions: [] })).toEqual([
      { size: GB, kind: 'partition', filesystem: 'ext4', mounts: [] },
    ]);
  });

  it('shows an empty drive as one free stretch', () => {
    expect(segmentsOf({ target: { ...stick, size: GB }, partitions: [] })).toEqual([{ size: GB, kind: 'free', mounts: [] }]);
  });
});

describe('segmentsAfter', () => {
  it('shows what a plan makes', () => {
    const plan = makePlan(makeInputs());
    const [root] = segmentsAfter(plan, []);
    expect(root).toMatchObject({ kind: 'partition', filesystem: 'ext4', mounts: ['/'] });
  });

  it('shows what is kept where nothing is made', () => {
    const before = [{ size: GB, kind: 'partition' as const, filesystem: 'ext4', mounts: ['/mnt'] }];
    const plan = makePlan(makeInputs());
    const keeping = { ...plan, volumes: plan.volumes.map((volume) => ({ ...volume, mkfs: null })) };
    expect(segmentsAfter(keeping, before)).toEqual(before);
  });
});
