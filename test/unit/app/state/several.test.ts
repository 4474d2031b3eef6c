import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { firstBootDesk } from '../../../../electron/app/state/firstBoot.ts';
import { type Looked, planFor, see, type Shown, shownOf } from '../../../../electron/app/state/plan.ts';
import { planArchive } from '../../../../electron/app/state/planArchive.ts';
import { planImage } from '../../../../electron/app/state/planImage.ts';
import type { Planned } from '../../../../electron/app/state/planned.ts';
import { type Chosen, DEFAULTS } from '../../../../electron/app/state/chosen.ts';
import { viewReview } from '../../../../electron/app/state/viewReview.ts';
import { jobRequest } from '../../../../shared/protocol.ts';
import type { TargetFacts } from '../../../../shared/targetFacts.ts';
import { takeSeat } from '../../../lab/desk.ts';
import { makeImageInputs } from '../../shared/plan/imageInputs.ts';
import { makeInputs } from '../../shared/plan/inputs.ts';

/** Several drives that were chosen, without looking at any. */

const { archive, target, ids } = makeInputs();
const SOURCE = { kind: 'archive', facts: archive } as const;
const PATHS = ['/dev/sdx', '/dev/sdy', '/dev/sdz'];

const at = (path: string): TargetFacts => ({ ...target, kind: 'disk', removable: true, path });
const several = { index: 1, smallestBytes: target.size };
const planned = (path: string, one: typeof several | null = several): Planned =>
  planArchive(archive, at(path), { options: DEFAULTS, ids, several: one, beside: null, own: null, firstBoot: () => undefined });

function looked(path: string, changes: Partial<Looked> = {}): Looked {
  return { choice: { ref: { kind: 'device', path }, path, isProposed: false }, target: at(path), options: DEFAULTS, planned: planned(path), ...changes };
}

function refused(path: string): Looked {
  const { planned: _, ...rest } = looked(path);
  return { ...rest, problem: { code: 'target-missing', facts: { path } } };
}

const CHOSEN: Chosen = { options: DEFAULTS, beside: null, own: null, ownProblem: null, proposal: undefined, layoutIds: ['single'] };
const show = (all: readonly Looked[], id: number, last: Shown | null = null): Shown | null => shownOf(all, { id, source: SOURCE, last });
const review = (all: readonly Looked[]) =>
  viewReview({ looked: all, shown: show(all, 1), drives: [], chosen: CHOSEN, source: SOURCE, firstBoot: firstBootDesk().view() });

describe('a plan for several drives', () => {
  it('is one request, whose lanes share one stage unless the user wants it otherwise', () => {
    const shown = show(
      PATHS.map((path) => looked(path)),
      1,
    );
    expect(shown?.targets.map(({ path }) => path)).toEqual(PATHS);
    expect(shown?.request).toMatchObject({
      type: 'flash',
      lanes: PATHS.map((path) => ({ inputs: { target: { path }, options: { sharedBytes: target.size }, ids }, shown: { mode: 'staged' } })),
    });
    expect(jobRequest.parse(shown?.request)).toEqual(shown?.request);
    expect(planned('/dev/sdx', null).request.lanes[0]?.inputs.options).not.toHaveProperty('sharedBytes');
    const direct = planArchive(archive, at('/dev/sdx'), {
      options: { ...DEFAULTS, mode: 'direct' },
      ids,
      several,
      beside: null,
      own: null,
      firstBoot: () => undefined,
    });
    expect(direct.request.lanes[0]?.inputs.options).toMatchObject({ mode: 'direct' });
  });

  it('of an image is one as well', () => {
    const { image, target: drive } = makeImageInputs();
    const lanes = PATHS.map((path) => looked(path, { planned: planImage(image, { ...drive, path }, DEFAULTS) }));
    const shown = shownOf(lanes, { id: 1, source: { kind: 'image', facts: image }, last: null });
    expect(shown?.request).toMatchObject({ type: 'flash-image', lanes: PATHS.map((path) => ({ inputs: { target: { path } } })) });
  });

  it('keeps its number as long as it is the same, and has another with one drive less', () => {
    const all = PATHS.map((path) => looked(path));
    const first = show(all, 1);
    expect(show(all, 2, first)?.id).toBe(1);
    expect(show(all.slice(1), 2, first)?.id).toBe(2);
    expect(show(all.toReversed(), 2, first)?.id).toBe(2);
  });

  it('is there only when all of them can be written; the one that cannot says why', () => {
    const all = [looked('/dev/sdx'), refused('/dev/sdy')];
    expect(show(all, 1)).toBeNull();
    const { plan, lanes } = review(all);
    expect(plan).toEqual({ kind: 'refused', problem: { code: 'target-missing', facts: { path: '/dev/sdy' } } });
    expect(lanes.map(({ problem }) => problem?.code)).toEqual([undefined, 'target-missing']);
    expect(lanes.map(({ planned: plans }) => plans !== null)).toEqual([true, false]);
  });

  it('shows once what they have in common, and each drive with its own', () => {
    const { plan, lanes, places } = review(PATHS.map((path) => looked(path)));
    expect(places).toEqual([]);
    expect(lanes.map((lane) => lane.target.path)).toEqual(PATHS);
    expect(plan).toMatchObject({ kind: 'ready', confirmation: null, destructive: true });
    if (plan.kind !== 'ready') throw new Error('there is no plan');
    expect(plan.remarks).toEqual(planned('/dev/sdx').remarks);
    expect(plan.commands.filter((line) => line.startsWith('# /dev/'))).toEqual(PATHS.map((path) => `# ${path}`));
  });
});

describe('drives that are chosen together', () => {
  it('are looked at each once, and each that is gone says so', async () => {
    const { intents, desk } = takeSeat();
    const refs = ['/dev/no-such-x', '/dev/no-such-y', '/dev/no-such-x'].map((path) => ({ kind: 'device' as const, path }));
    await intents.chooseDrives({ refs });
    const { review: shown } = desk.store.state;
    expect(shown?.lanes.map(({ target: { path }, problem }) => [path, problem?.code])).toEqual([
      ['/dev/no-such-x', 'target-missing'],
      ['/dev/no-such-y', 'target-missing'],
    ]);
    expect(() => desk.review.accept({ planId: 1, confirmation: '' })).toThrow(expect.objectContaining({ code: 'plan-changed' }));
    await intents.chooseDrives({ refs: refs.slice(0, 1) });
    expect(desk.store.state.review?.lanes).toHaveLength(1);
  });

  it('are nothing else', async () => {
    const choice = { ref: { kind: 'folder' }, path: tmpdir(), isProposed: false } as const;
    const asked = { ...CHOSEN, source: undefined, ids, firstBoot: () => undefined };
    expect(await planFor(await see([choice], undefined), asked)).toMatchObject([{ target: { kind: 'directory' } }]);
    const problem = { code: 'target-alone', facts: { what: 'not a whole drive' } };
    expect(await planFor(await see([choice, choice], undefined), asked)).toMatchObject([{ problem }, { problem }]);
  });
});
