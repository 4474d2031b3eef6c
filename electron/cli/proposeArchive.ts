import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { commandsOf, describePlan } from '../../shared/plan/describe.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { Plan, PlanInputs } from '../../shared/plan/types.ts';
import { planRemarks } from '../../shared/remarks.ts';
import { newIdentifiers, readHost } from '../run/host.ts';
import type { Proposal } from './proposal.ts';

/** @param read reads all of the archive @throws TarstrapError as `makePlan` does */
export async function proposeArchive(wanted: Pick<PlanInputs, 'archive' | 'target' | 'options'>, read: () => Promise<ArchiveFacts>): Promise<Proposal> {
  const { inputs, plan: shown } = await planFor({ ...wanted, host: readHost(), ids: newIdentifiers() }, read);
  return {
    request: { type: 'flash', lanes: [{ inputs, shown }] },
    lines: describePlan(shown),
    commands: commandsOf(shown),
    remarks: planRemarks(inputs.archive, shown),
  };
}

/** Of the archive's beginning, if that is enough. */
async function planFor(inputs: PlanInputs, read: () => Promise<ArchiveFacts>): Promise<{ readonly inputs: PlanInputs; readonly plan: Plan }> {
  try {
    return { inputs, plan: makePlan(inputs) };
  } catch (error) {
    if (!(error instanceof TarstrapError) || error.code !== 'archive-unread') throw error;
    const whole = { ...inputs, archive: await read() };
    return { inputs: whole, plan: makePlan(whole) };
  }
}
