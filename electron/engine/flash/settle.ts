import { formatBytes } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { guessedRate } from '../../../shared/progress.ts';
import { writeRateAbove } from '../disk/rate.ts';
import type { Job } from '../job.ts';

/** What a drive writes below this does not matter: the least write-back limit suits all of them. */
const SLOW = 100e6;

export interface Settled {
  readonly plan: Plan;
  /** Bytes a second that the drive is believed to write. */
  readonly rate: number;
}

/**
 * Leaves nothing of the plan open: a drive that a plan takes for a card by its plug may be quicker than any card. A drive
 * of which something is kept is not written for that, and one that is built in needs no look.
 * @throws TarstrapError `drive-io`, `target-busy`
 */
export async function settle(plan: Plan, job: Job): Promise<Settled> {
  const { target, directFrom } = plan;
  const guessed = guessedRate(target.bus);
  const isErased = plan.volumes.length > 0 && plan.volumes.every((volume) => volume.mkfs);
  const isOpen = plan.mode === 'direct' || directFrom !== null;
  if (target.kind === 'image' || !target.removable || !isErased || !isOpen) return { plan, rate: guessed };
  const rate = await writeRateAbove({ device: target.path, size: target.size, folder: job.folder, threshold: directFrom ?? SLOW, signal: job.signal });
  if (rate === undefined || directFrom === null) return { plan, rate: rate ?? Math.min(guessed, SLOW) };
  return { plan: { ...plan, mode: 'direct', stage: null, modeReason: `the drive writes ${formatBytes(rate)} a second` }, rate };
}
