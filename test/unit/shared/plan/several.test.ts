import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../shared/layout.ts';
import { commandsOf, describePlan } from '../../../../shared/plan/describe.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import type { FlashOptions, Plan } from '../../../../shared/plan/types.ts';
import { segmentsAfter } from '../../../../shared/segments.ts';
import { layoutNamed, makeInputs } from './inputs.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

/** The plan for one of several drives, of which the smallest has 8 GiB. */
function planFor(size: number, options: Partial<FlashOptions> = {}): Plan {
  const { target, ...inputs } = makeInputs();
  return makePlan({ ...inputs, target: { ...target, size }, options: { ...inputs.options, sharedBytes: 8 * GiB, ...options } });
}

describe('of several drives', () => {
  it('each is laid like the smallest, from one stage', () => {
    const [small, large] = [planFor(8 * GiB), planFor(30 * GiB)];
    expect([large.table, large.volumes, large.sizeByte]).toEqual([small.table, small.volumes, small.sizeByte]);
    expect([small, large]).toMatchObject([
      { mode: 'staged', directIf: null, grow: null },
      {
        mode: 'staged',
        directIf: null,
        grow: { movesBackup: true, partition: { number: 1, startByte: MiB, sizeByte: 30 * GiB - 2 * MiB }, filesystem: 'ext4' },
      },
    ]);
    expect(small.modeReason).toMatch(/^all drives are written from one stage/);
  });

  it('the larger ones grow, and that is said', () => {
    const plan = planFor(30 * GiB);
    expect(describePlan(plan)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Target: .*32\.2 GB/), expect.stringMatching(/^Grow partition 1 and its ext4 to 32/)]),
    );
    expect(commandsOf(plan).join('\n')).toMatch(/relocate gpt-bak-std[^]*sfdisk .* -N 1[^]*resize2fs/);
    expect(segmentsAfter(plan, [])).toMatchObject([{ size: 30 * GiB - 2 * MiB, filesystem: 'ext4' }]);
  });

  it('what differs by less than a MiB stays as it is', () => {
    expect(planFor(8 * GiB + MiB - 512).grow).toBeNull();
  });

  it('of a dos table no copy is moved', () => {
    const layout: Layout = {
      ...layoutNamed('single'),
      table: 'dos',
      partitions: layoutNamed('single').partitions.map((partition) => ({ ...partition, type: '83' })),
    };
    expect(planFor(9 * GiB, { layout }).grow).toMatchObject({ movesBackup: false, partition: { number: 1 } });
  });

  it('what cannot be laid aside is filled by itself', () => {
    expect(planFor(30 * GiB, { filesystem: 'xfs' })).toMatchObject({ mode: 'direct', stage: null });
  });
});
