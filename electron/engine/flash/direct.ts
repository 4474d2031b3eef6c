import { MiB } from '../../../shared/plan/sizes.ts';
import { Scope } from '../../run/scope.ts';
import { limitWriteback } from '../disk/bdi.ts';
import { syncPath } from '../disk/sync.ts';
import { wholeDisk } from '../disk/sysfs.ts';
import { wipeSignatures } from '../disk/table.ts';
import { enter, type Job, note } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { fill, prepareDevice } from './lay.ts';
import { requireStillThere, takeDevice } from './take.ts';
import type { Way } from './way.ts';

/** How much may wait in memory for the drive: half a second to two of what it writes. */
const WAITING = { slow: 32 * MiB, fast: 256 * MiB } as const;

/** Write-back keeps pace with tar until the scope ends. @returns the most that may wait in memory */
export function keepPace(device: string, slow: boolean, scope: Scope, job: Job): number {
  const bytes = slow ? WAITING.slow : WAITING.fast;
  if (limitWriteback(wholeDisk(device), bytes, scope)) return bytes;
  note(job, 'This kernel has no write-back limit for a single drive: the last flush may take long.');
  return Infinity;
}

/** tar writes straight onto the mounted drive or partition. */
export const flashDirect: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  await takeDevice(plan, job);
  job.signal.throwIfAborted();
  {
    await using limits = new Scope();
    const waitingLimit = keepPace(target.device, target.removable, limits, job);
    const laying = { ...material, device: target.path, isTarget: true, waitingLimit };
    await requireStillThere(material, job);
    // Where the filesystem is kept, nothing is written before tar writes.
    if (plan.volumes.some((volume) => volume.mkfs)) job.drive = 'incomplete';
    if (target.kind === 'disk') await wipeSignatures(target.path);
    const { placed, reveal } = await prepareDevice(laying);
    await fill(laying, placed, job);
    job.signal.throwIfAborted();
    await reveal();
    await syncPath(target.path);
    job.drive = 'written';
    await verifyVolumes(material, placed, job);
  }
  enter(job, 'finish');
};
