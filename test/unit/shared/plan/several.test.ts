import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../shared/layout.ts';
import { commandsOf, describePlan } from '../../../../shared/plan/describe.ts';
import { makeLanes } from '../../../../shared/plan/severalDrives.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { type FlashOptions, type Plan, planInputs } from '../../../../shared/plan/types.ts';
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

  it.each(['xfs', 'btrfs'] as const)('%s, of which no two may be the same, is filled by itself on each, and has its own identifiers', (filesystem) => {
    const { target, options, ...inputs } = makeInputs({ options: { filesystem } });
    const targets = [8, 16, 30].map((size) => ({ ...target, path: `/dev/sd${size}`, size: size * GiB }));
    const lanes = makeLanes({ ...inputs, options, targets });
    expect(lanes.map(({ shown: { mode, stage, grow } }) => ({ mode, stage, grow }))).toEqual(targets.map(() => ({ mode: 'direct', stage: null, grow: null })));
    const every = lanes.flatMap((lane) => [lane.inputs.ids.table, ...lane.inputs.ids.partitions, ...lane.inputs.ids.filesystems]);
    expect(new Set(every).size).toBe(every.length);
    expect(planInputs.safeParse(lanes[2]?.inputs)).toMatchObject({ success: true });
    expect(lanes.map(({ shown }) => shown.sizeByte)).toEqual([8 * GiB, 16 * GiB, 30 * GiB]);
  });

  it('ext4 is the same on all', () => {
    const { target, ...inputs } = makeInputs();
    const targets = [8, 16].map((size) => ({ ...target, path: `/dev/sd${size}`, size: size * GiB }));
    const lanes = makeLanes({ ...inputs, targets });
    expect(lanes.map((lane) => lane.inputs.options.sharedBytes)).toEqual([8 * GiB, 8 * GiB]);
    expect(lanes[0]?.shown.volumes).toEqual(lanes[1]?.shown.volumes);
  });

  it('one by itself is planned as ever', () => {
    const { target, ...inputs } = makeInputs();
    expect(makeLanes({ ...inputs, targets: [target] })).toEqual([{ inputs: { ...inputs, target }, shown: makePlan({ ...inputs, target }) }]);
  });
});
