import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { commandsOf, describePlan } from '../../shared/plan/describe.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { FlashOptions, PlanInputs } from '../../shared/plan/types.ts';
import type { FlashLane } from '../../shared/protocol.ts';
import { planRemarks } from '../../shared/remarks.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { newIdentifiers, readHost } from '../run/host.ts';
import type { Proposal } from './proposal.ts';

interface Wanted {
  readonly archive: ArchiveFacts;
  readonly targets: readonly TargetFacts[];
  readonly options: FlashOptions;
}

/**
 * One archive for each of the targets. Several drives get the same identifiers, and one stage, from which all of them are written.
 *
 * @param read reads all of the archive @throws TarstrapError as `makePlan` does
 */
export async function proposeArchive({ archive, targets, options: asked }: Wanted, read: () => Promise<ArchiveFacts>): Promise<Proposal<FlashLane>[]> {
  const options: FlashOptions = targets.length > 1 ? { mode: 'staged', ...asked } : asked;
  const common = { archive, options, host: readHost(), ids: newIdentifiers() };
  const lanes = await plan(
    targets.map((target) => ({ ...common, target })),
    read,
  );
  return lanes.map((lane) => ({
    lane,
    lines: describePlan(lane.shown),
    commands: commandsOf(lane.shown),
    remarks: planRemarks(lane.inputs.archive, lane.shown),
  }));
}

/** Of the archive's beginning, if that is enough for all of them. */
async function plan(lanes: readonly PlanInputs[], read: () => Promise<ArchiveFacts>): Promise<FlashLane[]> {
  try {
    return lanes.map(planned);
  } catch (error) {
    if (!(error instanceof TarstrapError) || error.code !== 'archive-unread') throw error;
    const archive = await read();
    return lanes.map((inputs) => planned({ ...inputs, archive }));
  }
}

function planned(inputs: PlanInputs): FlashLane {
  return { inputs, shown: makePlan(inputs) };
}
