import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Identifiers } from '../../../shared/plan/types.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { segmentsOf } from '../../../shared/segments.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { AppState, JobView, OptionsView, PlanView, ReviewView, Segment, TargetView } from '../../../shared/view.ts';
import type { Source } from '../../image/source.ts';
import { suitingOptions } from './options.ts';
import { isReadOn, planArchive } from './planArchive.ts';
import { planImage } from './planImage.ts';
import type { Planned } from './planned.ts';
import { type Choice, driveOf, lookAt, placesOf, viewTarget } from './target.ts';

/** The plan of what was chosen, and how it is shown. */

/** A plan that is shown and can be started. */
export interface AcceptedPlan {
  readonly request: Planned['request'];
  readonly archive: JobView['archive'];
  readonly target: TargetView;
}

export interface Shown extends AcceptedPlan {
  readonly id: number;
  readonly planned: Planned;
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
  readonly source: Source | undefined;
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
  const { choice, source } = asked;
  try {
    const target = await lookAt(choice, source?.facts.file.path);
    const options = suitingOptions(asked.options, source, target.kind);
    return { choice, target, options, draft: draftOf({ ...asked, options }, target) };
  } catch (error) {
    return { choice, target: undefined, options: suitingOptions(asked.options, source, undefined), draft: { problem: toFailure(error) } };
  }
}

function draftOf(asked: Asked, target: TargetFacts): Draft {
  const { id, choice, source, last } = asked;
  if (!source) return {};
  try {
    const planned = source.kind === 'image' ? planImage(source.facts, target, asked.options) : planArchive(source.facts, target, asked);
    const { path, size } = source.facts.file;
    return {
      shown: {
        id: last && isSameToTheUser(last, planned) ? last.id : id,
        planned,
        request: planned.request,
        archive: { kind: source.kind, path, size },
        target: { ...viewTarget(choice, target), size: planned.size },
        confirmation: isFixed(target) ? target.path : null,
      },
    };
  } catch (error) {
    const problem = toFailure(error);
    return problem.code === 'archive-unread' ? { unread: `${problem.facts['why']}` } : { problem };
  }
}

function isFixed({ kind, removable }: TargetFacts): boolean {
  return (kind === 'disk' || kind === 'partition') && !removable;
}

/** Whoever presses the button for the one may get the other. */
function isSameToTheUser({ request: before }: Shown, { request: now }: Planned): boolean {
  const shown = ({ lanes }: Planned['request']): string => JSON.stringify(lanes.map((lane) => lane.shown));
  if (shown(before) === shown(now)) return true;
  if (before.type !== 'flash' || now.type !== 'flash' || before.lanes.length !== now.lanes.length) return false;
  return before.lanes.every((lane, index) => isReadOn(lane, now.lanes[index] as FlashLane));
}

export function viewReview({ choice, target, options, state, draft }: Looked & { readonly state: AppState }): ReviewView {
  const drive = choice.ref.kind === 'device' ? driveOf(choice.path, state.drives.drives) : undefined;
  const before = segmentsBefore(target, drive && segmentsOf(drive));
  return { target: viewTarget(choice, target), places: placesOf(drive), options, before, plan: viewPlan(draft, before) };
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
  const { id, confirmation } = shown;
  const { size, after, lines, remarks, commands, destructive } = shown.planned;
  return { kind: 'ready', id, size, after: after(before), lines, remarks, commands, confirmation, destructive };
}
