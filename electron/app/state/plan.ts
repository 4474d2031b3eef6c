import { type Failure, TarstrapError, toFailure } from '../../../shared/errors.ts';
import type { Identifiers } from '../../../shared/plan/types.ts';
import type { OneOfSeveral } from '../../../shared/plan/severalDrives.ts';
import type { CaptureRequest, FlashLane } from '../../../shared/protocol.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { JobView, OptionsView, TargetView } from '../../../shared/view.ts';
import { requireNoTwin } from '../../drives/twins.ts';
import type { Source } from '../../image/source.ts';
import { suitingOptions } from './options.ts';
import { isReadOn, planArchive } from './planArchive.ts';
import { planImage } from './planImage.ts';
import { type Chosen, layoutOf } from './chosen.ts';
import type { FirstBootDesk } from './firstBoot.ts';
import { type Planned, togetherOf } from './planned.ts';
import { type Choice, lookAt, viewTarget } from './target.ts';

/** The plan of what was chosen. */

/** A plan that is shown and can be started. */
export interface AcceptedPlan {
  readonly request: Planned['request'] | CaptureRequest;
  readonly archive: JobView['archive'];
  /** In the order of the request's lanes. */
  readonly targets: readonly TargetView[];
}

export interface Shown extends AcceptedPlan {
  readonly request: Planned['request'];
  readonly id: number;
  /** What must be typed to start it. */
  readonly confirmation: string | null;
}

interface Asked extends Pick<Chosen, 'options' | 'beside' | 'own'> {
  readonly source: Source | undefined;
  readonly ids: Identifiers;
  readonly firstBoot: FirstBootDesk['answers'];
}

/** One target as it is now; planned, refused, or neither as long as there is no archive. */
export interface Looked {
  readonly choice: Choice;
  /** undefined where it cannot be a target. */
  readonly target: TargetFacts | undefined;
  readonly options: OptionsView;
  readonly planned?: Planned;
  readonly problem?: Failure;
  /** Why the archive is read completely first, as the end of a sentence. */
  readonly unread?: string;
}

/** A target as it is now. */
export type Seen = Pick<Looked, 'choice' | 'target' | 'problem'>;

/** Looks at the targets as they are now. Never rejects. @param archivePath of what is to be written, as far as that is chosen */
export function see(choices: readonly Choice[], archivePath: string | undefined): Promise<readonly Seen[]> {
  return Promise.all(choices.map((choice) => seeOne(choice, archivePath)));
}

async function seeOne(choice: Choice, archivePath: string | undefined): Promise<Seen> {
  try {
    return { choice, target: await lookAt(choice, archivePath) };
  } catch (error) {
    return { choice, target: undefined, problem: toFailure(error) };
  }
}

/** Plans for what was seen of the targets. Never rejects: what is wrong is shown. */
export async function planFor(seen: readonly Seen[], { layoutIds, ...asked }: Asked & Pick<Chosen, 'layoutIds'>): Promise<readonly Looked[]> {
  const plans = layoutIds.map((layoutId) => planAll(seen, { ...asked, options: { ...asked.options, layoutId } }));
  const best = plans.reduce((one, next) => (plannedOf(next) > plannedOf(one) ? next : one));
  return best.length === 1 ? Promise.all(best.map(withoutTwin)) : best;
}

const plannedOf = (looked: readonly Looked[]): number => looked.filter(({ planned }) => planned).length;

function planAll(seen: readonly Seen[], asked: Asked): readonly Looked[] {
  const { source, options: chosen } = asked;
  const plannedWith = (several: (index: number) => OneOfSeveral | null): readonly Looked[] =>
    seen.map((one, index) => {
      const options = suitingOptions(chosen, source, one.target?.kind, layoutOf(chosen.layoutId, asked));
      return { ...one, options, ...(one.target ? plan(one.target, { ...asked, options, several: several(index) }) : {}) };
    });
  const alone = plannedWith(() => null);
  if (seen.length === 1) return alone;
  // One that is too small by itself makes nobody else so.
  const smallestBytes = Math.min(...alone.flatMap(({ target, planned }) => (target && planned ? target.size : [])));
  return plannedWith((index) => ({ index, smallestBytes: Number.isFinite(smallestBytes) ? smallestBytes : 0 }));
}

/** Only one drive can have UUIDs that were there before. */
async function withoutTwin(looked: Looked): Promise<Looked> {
  const { planned, ...rest } = looked;
  const plans = planned?.request.type === 'flash' ? planned.request.lanes.map(({ shown }) => shown) : [];
  try {
    for (const one of plans) await requireNoTwin(one);
    return looked;
  } catch (error) {
    return { ...rest, problem: toFailure(error) };
  }
}

function plan(target: TargetFacts, asked: Asked & { readonly several: OneOfSeveral | null }): Pick<Looked, 'planned' | 'problem' | 'unread'> {
  const { source, options, several } = asked;
  try {
    if (several) requireRemovableDrive(target);
    if (!source) return {};
    return { planned: source.kind === 'image' ? planImage(source.facts, target, options) : planArchive(source.facts, target, asked) };
  } catch (error) {
    const problem = toFailure(error);
    return problem.code === 'archive-unread' ? { unread: `${problem.facts['why']}` } : { problem };
  }
}

/** A fixed drive is confirmed by its name, one at a time. */
function requireRemovableDrive(target: TargetFacts): void {
  const { kind, path } = target;
  if (kind !== 'disk') throw new TarstrapError('target-alone', { path, what: 'not a whole drive' });
  if (isFixed(target)) throw new TarstrapError('target-alone', { path, what: 'a fixed drive' });
}

function isFixed({ kind, removable }: TargetFacts): boolean {
  return (kind === 'disk' || kind === 'partition') && !removable;
}

/**
 * @param last the plan that was shown before: if the new one is the same, it keeps its number
 * @returns null where one of them cannot be written
 */
export function shownOf(
  looked: readonly Looked[],
  { id, source, last }: { readonly id: number; readonly source: Source | undefined; readonly last: Shown | null },
): Shown | null {
  const plans = looked.flatMap(({ planned }) => planned ?? []);
  if (!source || plans.length < looked.length) return null;
  const request = togetherOf(plans);
  const { path, size } = source.facts.file;
  return {
    id: last && isSameToTheUser(last.request, request) ? last.id : id,
    request,
    archive: { kind: source.kind, path, size },
    targets: looked.map(viewLooked),
    confirmation: looked.find(({ target }) => target && isFixed(target))?.target?.path ?? null,
  };
}

/** With the size that it will have. */
export function viewLooked({ choice, target, planned }: Looked): TargetView {
  const view = viewTarget(choice, target);
  return planned ? { ...view, size: planned.size } : view;
}

/** Whoever presses the button for the one may get the other. */
function isSameToTheUser(before: Planned['request'], now: Planned['request']): boolean {
  const shown = ({ lanes }: Planned['request']): string => JSON.stringify(lanes.map((lane) => lane.shown));
  if (shown(before) === shown(now)) return true;
  if (before.type !== 'flash' || now.type !== 'flash' || before.lanes.length !== now.lanes.length) return false;
  return before.lanes.every((lane, index) => isReadOn(lane, now.lanes[index] as FlashLane));
}
