import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { identifiersIn } from '../../shared/plan/identifiers.ts';
import { commandsOf, describePlan } from '../../shared/plan/describe.ts';
import { makeLanes } from '../../shared/plan/severalDrives.ts';
import type { FlashOptions } from '../../shared/plan/types.ts';
import type { FlashLane } from '../../shared/protocol.ts';
import { planRemarks } from '../../shared/planRemarks.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { loadersBeside } from '../archive/loadersBeside.ts';
import { requireNoTwin } from '../drives/twins.ts';
import { newIdentifiers, readHost } from '../run/host.ts';
import type { Proposal } from './proposal.ts';

interface Wanted {
  readonly archive: ArchiveFacts;
  readonly targets: readonly TargetFacts[];
  readonly options: FlashOptions;
}

/** One archive for each of the targets. @param read reads all of the archive @throws TarstrapError as `makePlan` does */
export async function proposeArchive({ archive, targets, options }: Wanted, read: () => Promise<ArchiveFacts>): Promise<Proposal<FlashLane>[]> {
  const fresh = newIdentifiers();
  const ids = options.sameUuids ? identifiersIn(options.layout, fresh) : fresh;
  const inputs = { archive, targets, options, host: readHost(), ids };
  const lanes = await lanesOf(inputs, read);
  for (const { shown } of lanes) await requireNoTwin(shown);
  return lanes.map((lane) => ({
    lane,
    lines: describePlan(lane.shown),
    commands: commandsOf(lane.shown),
    remarks: planRemarks(lane.inputs.archive, lane.shown),
  }));
}

/** Of the archive's beginning, if that is enough for all of them. */
async function lanesOf(inputs: Inputs, read: () => Promise<ArchiveFacts>): Promise<FlashLane[]> {
  try {
    return makeLanes(withLoaderFiles(inputs));
  } catch (error) {
    if (!(error instanceof TarstrapError) || error.code !== 'archive-unread') throw error;
    return makeLanes(withLoaderFiles({ ...inputs, archive: await read() }));
  }
}

type Inputs = Parameters<typeof makeLanes>[0];

function withLoaderFiles(inputs: Inputs): Inputs {
  const loaderFiles = loadersBeside(inputs.archive, inputs.options.layout);
  return loaderFiles.length > 0 ? { ...inputs, options: { ...inputs.options, loaderFiles } } : inputs;
}
