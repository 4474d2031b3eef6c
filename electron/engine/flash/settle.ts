import { formatBytes } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { guessedRate } from '../../../shared/progress.ts';
import { type Nature, probeDrive, type ProbeRequest } from '../disk/probe.ts';
import type { Job } from '../job.ts';

/** Bytes a second. To slower drives the write-back limit that they begin with does not matter. */
const WORTH_KNOWING = 100e6;

export interface Settled {
  readonly plan: Plan;
  /** Bytes a second that the drive is believed to write. */
  readonly rate: number;
}

/**
 * Leaves nothing of the plan open: a drive that a plan takes for a card by its plug may be something better. A drive of which
 * something is kept is not written for that, and one that is built in needs no look.
 * @throws TarstrapError `drive-io`, `target-busy`
 */
export async function settle(plan: Plan, job: Job): Promise<Settled> {
  const { target, directIf } = plan;
  const guessed = guessedRate(target.bus);
  const isErased = plan.volumes.length > 0 && plan.volumes.every((volume) => volume.mkfs);
  const isOpen = plan.mode === 'direct' || directIf !== null;
  if (target.kind === 'image' || !target.removable || !isErased || !isOpen) return { plan, rate: guessed };
  const nature = await probeDrive({ device: target.path, size: target.size, folder: job.folder, ...bounds(directIf), signal: job.signal });
  const rate = nature.rate ?? guessed;
  const modeReason = directIf && reasonFor(nature, directIf);
  return modeReason ? { plan: { ...plan, mode: 'direct', stage: null, modeReason }, rate } : { plan, rate };
}

function bounds(directIf: Plan['directIf']): Pick<ProbeRequest, 'least' | 'enough'> {
  return directIf ? { least: directIf.rate, enough: directIf.rate } : { least: WORTH_KNOWING, enough: 0 };
}

/** Why it is filled directly, if it is. */
function reasonFor({ rate = 0, operations = 0 }: Nature, wanted: NonNullable<Plan['directIf']>): string | undefined {
  if (rate >= wanted.rate) return `the drive writes ${formatBytes(rate)} a second`;
  if (operations >= wanted.operations)
    return `the drive takes ${Math.round(operations / 100) * 100} small writes a second, so their order does not matter to it`;
  return undefined;
}
