import { MiB } from '../../../shared/plan/sizes.ts';
import { Scope } from '../../run/scope.ts';
import { limitWriteback } from '../disk/bdi.ts';
import { syncPath } from '../disk/sync.ts';
import { wholeDisk } from '../disk/sysfs.ts';
import { wipeSignatures } from '../disk/table.ts';
import { openWaiting } from '../disk/waiting.ts';
import { enter, type Job, note } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { fill, prepareDevice } from './lay.ts';
import { requireStillThere, takeDevice } from './take.ts';
import type { Way } from './way.ts';

/** How much may wait in memory for the drive: half a second to two of what it writes. */
const WAITING = { slow: 32 * MiB, fast: 256 * MiB } as const;

/** Write-back keeps pace with tar until the scope ends. @returns what tells the bytes that wait in memory for the device */
export async function keepPace(device: string, slow: boolean, scope: Scope, job: Job): Promise<() => number> {
  const disk = wholeDisk(device);
  const bytes = slow ? WAITING.slow : WAITING.fast;
  const isLimited = limitWriteback(disk, bytes, scope);
  if (!isLimited) note(job, 'This kernel has no write-back limit for a single drive: the last flush may take long.');
  return openWaiting({ disk, folder: job.folder, limit: isLimited ? bytes : Infinity }, scope);
}

/** tar writes straight onto the mounted drive or partition. */
export const flashDirect: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  await takeDevice(plan, job);
  job.signal.throwIfAborted();
  {
    await using limits = new Scope();
    const waiting = await keepPace(target.device, target.removable, limits, job);
    const laying = { ...material, device: target.path, isTarget: true, waiting };
    await requireStillThere(material, job);
    // Where the filesystem is kept, nothing is written before tar writes.
    if (plan.volumes.some((volume) => volume.mkfs)) job.drive = 'incomplete';
    if (target.kind === 'disk') await wipeSignatures(target.path);
    const { placed, reveal } = await prepareDevice(laying, job.signal);
    await fill(laying, placed, job);
    job.signal.throwIfAborted();
    await reveal();
    await syncPath(target.path);
    job.drive = 'written';
    await verifyVolumes(material, placed, job);
  }
  enter(job, 'finish');
};
