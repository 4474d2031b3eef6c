import type { FlashLane } from '../protocol.ts';
import type { TargetFacts } from '../targetFacts.ts';
import { makePlan } from './make.ts';
import type { Identifiers, PlanInputs } from './types.ts';

/** The plans for one archive on several drives, which are written from one stage where that can be. */

/** One of them. */
export interface OneOfSeveral {
  readonly index: number;
  /** Bytes of the smallest. */
  readonly smallestBytes: number;
}

/**
 * What comes from one stage has the same identifiers. The kernel mounts no two filesystems of one UUID at once: drives that are filled by themselves
 * have their own.
 * @throws TarstrapError as {@link makePlan}
 */
export function makeLane(inputs: PlanInputs, one: OneOfSeveral | null): FlashLane {
  if (!one) return planned(inputs);
  const shared = planned({ ...inputs, options: { ...inputs.options, sharedBytes: one.smallestBytes } });
  return shared.shown.stage ? shared : planned({ ...shared.inputs, ids: identifiersOf(inputs.ids, one.index) });
}

/** @throws TarstrapError as {@link makePlan} */
export function makeLanes({ targets, ...inputs }: Omit<PlanInputs, 'target'> & { readonly targets: readonly TargetFacts[] }): FlashLane[] {
  const [smallest] = targets.toSorted((a, b) => a.size - b.size) as [TargetFacts, ...TargetFacts[]];
  const laneOf = (target: TargetFacts, index: number): FlashLane =>
    makeLane({ ...inputs, target }, targets.length > 1 ? { index, smallestBytes: smallest.size } : null);
  // What is too little for it is told of that one.
  laneOf(smallest, 0);
  return targets.map(laneOf);
}

function planned(inputs: PlanInputs): FlashLane {
  return { inputs, shown: makePlan(inputs) };
}

/** As random as they were, and others for each drive: those of a dos table are the first digits. */
function identifiersOf(ids: Identifiers, index: number): Identifiers {
  const own = (uuid: string): string => `${mixed(uuid.slice(0, 2), index)}${uuid.slice(2)}`;
  return { table: own(ids.table), partitions: ids.partitions.map(own), filesystems: ids.filesystems.map(own) };
}

function mixed(digits: string, index: number): string {
  return (Number.parseInt(digits, 16) ^ index).toString(16).padStart(2, '0');
}
