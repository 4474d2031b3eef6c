import { makePlan } from './make.ts';
import { wayOf } from './mode.ts';
import type { Plan, PlanInputs } from './types.ts';

/**
 * The plan for a second attempt, when all of an archive is known of which a plan had to foresee the most. Where a drive is filled directly the way
 * is not open any more: something may be on it already. For a stage that takes more than was foreseen there may be no room.
 */
export function planAgain(plan: Plan, inputs: PlanInputs): Plan {
  return makePlan(inputs, plan.stage ? undefined : wayOf(plan));
}
