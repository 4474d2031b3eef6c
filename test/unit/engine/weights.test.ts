import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../electron/engine/flash/weights.ts';
import { secondsToCompare } from '../../../electron/engine/verify/cost.ts';
import type { Part } from '../../../shared/progress.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { type Changes, makeInputs } from '../shared/plan/inputs.ts';

/** The part in which is verified. */
function verifying(changes: Changes): Part | undefined {
  const inputs = makeInputs(changes);
  return partsOf(makePlan(inputs), inputs.archive).find(({ phases }) => phases.includes('verify'));
}

const IMAGE = { kind: 'image', path: '/home/me/rootfs.img', size: 0 } as const;
const DIRECT = { options: { mode: 'direct' } } as const;

describe('partsOf', () => {
  it('leaves seconds for whatever is compared file by file: a drive, and an image', () => {
    const { archive } = makeInputs();
    const { streamBytes, compression, entries } = archive;
    const seconds = secondsToCompare({ streamBytes, compression, members: entries.total });
    expect(verifying(DIRECT)?.atLeast).toBeCloseTo(seconds);
    expect(verifying({ target: IMAGE })?.atLeast).toBeCloseTo(seconds);
  });

  it('goes by bytes alone where a stage is compared block by block', () => {
    const inputs = makeInputs({ options: { mode: 'staged' } });
    const plan = makePlan(inputs);
    expect(plan.stage).not.toBeNull();
    expect(partsOf(plan, inputs.archive).find(({ phases }) => phases.includes('verify'))?.atLeast).toBeUndefined();
  });

  it('has no such part where nothing is verified', () => {
    expect(verifying({ options: { mode: 'direct', verify: 'none' } })).toBeUndefined();
  });

  it('reckons with the better of two guesses at what was not read', () => {
    const unread = { guessed: true as const, unread: 600e6, streamBytes: 700e6 };
    const plain = verifying({ ...DIRECT, archive: unread })?.atLeast ?? 0;
    const likely = verifying({ ...DIRECT, archive: { ...unread, likelyBytes: 400e6 } })?.atLeast ?? 0;
    expect(likely).toBeGreaterThan(0);
    expect(likely).toBeLessThan(plain - 1);
  });
});
