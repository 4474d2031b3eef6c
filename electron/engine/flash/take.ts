import type { Plan } from '../../../shared/plan/types.ts';
import { mountsOf } from '../../drives/safety.ts';
import { takeSnapshot } from '../../drives/snapshot.ts';
import { holdDisk, requireUnused } from '../disk/hold.ts';
import { unmountForUser } from '../disk/unmount.ts';
import { type Job, note } from '../job.ts';

/**
 * Makes a device ours: unmounts what the user has mounted from it, proves that nobody else uses it, and locks it.
 * Nothing is written yet.
 * @throws TarstrapError `target-busy`
 */
export async function takeDevice({ target }: Plan, job: Job): Promise<void> {
  for (const mountPoint of mountsOf(await takeSnapshot(), target.device)) {
    await unmountForUser(mountPoint, job.hostNamespace);
    note(job, `Unmounted ${mountPoint}.`);
  }
  await requireUnused(target.path);
  if (target.kind === 'disk') await holdDisk(target.path, job.scope);
}
