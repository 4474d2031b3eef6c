import { existsSync } from 'node:fs';
import { type Failure, TarstrapError, toFailure } from '../../../shared/errors.ts';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { findLayout, type Layout } from '../../../shared/layout.ts';
import { commandsOf, describePlan } from '../../../shared/plan/describe.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import type { FlashOptions, Identifiers, Plan, PlanInputs } from '../../../shared/plan/types.ts';
import { planRemarks } from '../../../shared/remarks.ts';
import { segmentsAfter, segmentsOf } from '../../../shared/segments.ts';
import type { AppState, OptionsView, PlanView, ReviewView, Segment, TargetView } from '../../../shared/view.ts';
import { readHost } from '../../run/host.ts';
import { type Choice, driveOf, lookAt, placesOf, viewTarget } from './target.ts';

/** The plan of what was chosen, and how it is shown. */

/** A plan that is shown and can be started. */
export interface AcceptedPlan {
  readonly inputs: PlanInputs;
  readonly plan: Plan;
  readonly target: TargetView;
}

export interface Shown extends AcceptedPlan {
  readonly id: number;
  /** What must be typed to start it. */
  readonly confirmation: string | null;
}

/** One of these, or none as long as there is no archive. */
export interface Draft {
  readonly problem?: Failure;
  readonly shown?: Shown;
  /** Why the archive is read completely first, as the end of a sentence. */
  readonly unread?: string;
}

interface Asked {
  readonly id: number;
  readonly choice: Choice;
  readonly archive: ArchiveFacts | undefined;
  readonly options: OptionsView;
  readonly ids: Identifiers;
  /** The plan that was shown before: if the new one is the same, it keeps its number. */
  readonly last: Shown | null;
}

export interface Looked {
  readonly choice: Choice;
  /** undefined where it cannot be a target. */
  readonly target: TargetFacts | undefined;
  readonly options: OptionsView;
  readonly draft: Draft;
}

/** Looks at the target as it is now, and plans. Never rejects: what is wrong is shown. */
export async function look(asked: Asked): Promise<Looked> {
  const { choice, options, archive } = asked;
  try {
    const target = await lookAt(choice, archive?.file.path);
    return { choice, target, options, draft: draftOf(asked, target) };
  } catch (error) {
    return { choice, target: undefined, options, draft: { problem: toFailure(error) } };
  }
}

function draftOf({ id, choice, archive, options, ids, last }: Asked, target: TargetFacts): Draft {
  if (!archive) return {};
  if (options.check && archive.unread > 0) return { unread: 'you want it checked' };
  try {
    const inputs: PlanInputs = { archive, target, options: flashOptions(options, target), host: readHost(), ids };
    const plan = makePlan(inputs);
    const isSame = last !== null && isSameToTheUser(last, { inputs, plan });
    const isFixed = (target.kind === 'disk' || target.kind === 'partition') && !target.removable;
    const view = { ...viewTarget(choice, target), size: plan.sizeByte };
    return { shown: { id: isSame ? last.id : id, inputs, plan, target: view, confirmation: isFixed ? target.path : null } };
  } catch (error) {
    const problem = toFailure(error);
    return problem.code === 'archive-unread' ? { unread: `${problem.facts['why']}` } : { problem };
  }
}

type Planned = Pick<AcceptedPlan, 'inputs' | 'plan'>;

/** Whoever presses the button for the one may get the other: of an archive that has been read on meanwhile, without anything to remark. */
function isSameToTheUser(before: Planned, now: Planned): boolean {
  if (JSON.stringify(before.plan) === JSON.stringify(now.plan)) return true;
  return before.plan.unread && !now.plan.unread && JSON.stringify(promised(before)) === JSON.stringify(promised(now));
}

function promised({ inputs, plan }: Planned): unknown {
  return [inputs.target, inputs.options, plan.mode, plan.unmount, plan.table, planRemarks(inputs.archive, plan)];
}

/** A fixed drive may be planned for: it takes typing its name to start that plan. */
function flashOptions(options: OptionsView, target: TargetFacts): FlashOptions {
  const { layoutId, filesystem, label, fstab, verify, mode, imageBytes } = effective(options, target.kind);
  return {
    layout: layoutNamed(layoutId),
    filesystem,
    label,
    fstab,
    verify,
    allowFixed: true,
    ...(mode ? { mode } : {}),
    ...(imageBytes !== null && target.kind === 'image' ? { imageBytes } : {}),
  };
}

/** What is chosen for one kind of target does not fit another: what is shown is what is done. */
function effective(options: OptionsView, kind: TargetFacts['kind']): OptionsView {
  const { layoutId, mode } = options;
  if (kind === 'directory') return { ...options, layoutId: 'single', mode: null };
  if (kind === 'partition') return { ...options, layoutId: layoutId === 'none' ? 'none' : 'single', mode: layoutId === 'none' ? null : mode };
  return { ...options, layoutId: layoutId === 'none' ? 'single' : layoutId };
}

function layoutNamed(id: string): Layout {
  const layout = findLayout(id);
  if (!layout) throw new TarstrapError('usage', { problem: `There is no layout "${id}".` });
  return layout;
}

export function viewReview({ choice, target, options, state, draft }: Looked & { readonly state: AppState }): ReviewView {
  const drive = choice.ref.kind === 'device' ? driveOf(choice.path, state.drives.drives) : undefined;
  const before = segmentsBefore(target, drive && segmentsOf(drive));
  return {
    target: viewTarget(choice, target),
    places: placesOf(drive),
    options: target ? effective(options, target.kind) : options,
    before,
    plan: viewPlan(draft, before),
  };
}

function segmentsBefore(target: TargetFacts | undefined, ofDrive: readonly Segment[] | undefined): readonly Segment[] {
  if (!target) return [];
  if (target.kind === 'disk') return ofDrive ?? [];
  if (target.kind !== 'partition') return [];
  return [{ size: target.size, kind: 'partition', filesystem: target.filesystem, mounts: target.mounts }];
}

function viewPlan({ problem, shown, unread }: Draft, before: readonly Segment[]): PlanView {
  if (problem) return { kind: 'refused', problem };
  if (!shown) return { kind: 'waiting', unread: unread ?? null };
  const { inputs, plan, id, confirmation } = shown;
  return {
    kind: 'ready',
    id,
    size: plan.sizeByte,
    after: segmentsAfter(plan, before),
    lines: describePlan(plan),
    remarks: planRemarks(inputs.archive, plan),
    commands: commandsOf(plan),
    confirmation,
    destructive: isDestructive(plan),
  };
}

function isDestructive({ target, volumes }: Plan): boolean {
  return target.kind === 'image' ? existsSync(target.path) : volumes.some((volume) => volume.mkfs);
}
