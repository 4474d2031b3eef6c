import { hasFatRoot, type Layout } from '../../../shared/layout.ts';
import { segmentsOf } from '../../../shared/segments.ts';
import type { DriveFacts, TargetFacts } from '../../../shared/targetFacts.ts';
import { proposalRemark } from '../../../shared/plan/layoutRemarks.ts';
import type { Remark } from '../../../shared/remarks.ts';
import type { FirstBootView, PlanView, ReviewLane, ReviewView, Segment } from '../../../shared/view.ts';
import { type Chosen, layoutOf } from './chosen.ts';
import type { Source } from '../../image/source.ts';
import { hasFirstBoot } from './firstBoot.ts';
import { type Looked, type Shown, viewLooked } from './plan.ts';
import type { Planned } from './planned.ts';
import { driveOf, placesOf } from './target.ts';

/** How Review shows what was chosen: what all targets have in common, and each of them. */

interface Reviewed {
  readonly looked: readonly Looked[];
  readonly shown: Shown | null;
  readonly drives: readonly DriveFacts[];
  readonly chosen: Chosen;
  readonly source: Source | undefined;
  readonly firstBoot: FirstBootView;
}

export function viewReview({ looked, shown, drives, chosen, source, firstBoot }: Reviewed): ReviewView {
  const [only, ...others] = looked;
  const drive = only && others.length === 0 ? listedOf(only, drives) : undefined;
  const { own, ownProblem, proposal } = chosen;
  const { options, target } = looked.find((one) => one.target) ?? only ?? { ...chosen, target: undefined };
  const layout = layoutOf(options.layoutId, chosen);
  return {
    lanes: looked.map((one) => viewLane(one, drives)),
    places: placesOf(drive),
    options,
    isOnFat: layout !== undefined && hasFatRoot(layout),
    ownLayout: { title: own?.title ?? null, problem: ownProblem },
    firstBoot: isBooted(source, target, layout) ? firstBoot : null,
    plan: viewPlan(looked, shown, proposal?.layout.id === options.layoutId ? [proposalRemark(proposal)] : []),
  };
}

function isBooted(source: Source | undefined, target: TargetFacts | undefined, layout: Layout | undefined): boolean {
  return source?.kind === 'archive' && target !== undefined && hasFirstBoot(source.facts, target.kind, layout);
}

function listedOf({ choice }: Looked, drives: readonly DriveFacts[]): DriveFacts | undefined {
  return choice.ref.kind === 'device' ? driveOf(choice.path, drives) : undefined;
}

function viewLane(looked: Looked, drives: readonly DriveFacts[]): ReviewLane {
  const { target, planned, problem } = looked;
  const drive = listedOf(looked, drives);
  const before = segmentsBefore(target, drive && segmentsOf(drive));
  return {
    target: viewLooked(looked),
    before,
    planned: planned ? { after: planned.after(before), lines: planned.lines } : null,
    problem: problem ?? null,
  };
}

function segmentsBefore(target: TargetFacts | undefined, ofDrive: readonly Segment[] | undefined): readonly Segment[] {
  if (!target) return [];
  if (target.kind === 'disk') return ofDrive ?? [];
  if (target.kind !== 'partition') return [];
  return [{ size: target.size, kind: 'partition', filesystem: target.filesystem, mounts: target.mounts }];
}

/** @param first of the remarks */
function viewPlan(looked: readonly Looked[], shown: Shown | null, first: readonly Remark[]): PlanView {
  const problem = looked.find((one) => one.problem)?.problem;
  if (problem) return { kind: 'refused', problem };
  if (!shown) return { kind: 'waiting', unread: looked.find(({ unread }) => unread !== undefined)?.unread ?? null };
  const { id, confirmation } = shown;
  const plans = looked.flatMap(({ planned }) => planned ?? []);
  return {
    kind: 'ready',
    id,
    remarks: [...first, ...remarksOf(plans)],
    commands: commandsOf(looked),
    confirmation,
    destructive: plans.some(({ destructive }) => destructive),
  };
}

/** Each once: most of them are about what is written. */
function remarksOf(plans: readonly Planned[]): Remark[] {
  const remarks = plans.flatMap((planned) => planned.remarks);
  return [...new Map(remarks.map((remark) => [`${remark.id} ${remark.text}`, remark])).values()];
}

function commandsOf(looked: readonly Looked[]): string[] {
  const [only, ...others] = looked;
  if (others.length === 0) return [...(only?.planned?.commands ?? [])];
  return looked.flatMap(({ choice, planned }, i) => [...(i > 0 ? [''] : []), `# ${choice.path}`, ...(planned?.commands ?? [])]);
}
