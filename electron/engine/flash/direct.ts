import { MiB } from '../../../shared/plan/sizes.ts';
import { Scope } from '../../run/scope.ts';
import { limitWriteback } from '../disk/bdi.ts';
import { syncDevice } from '../disk/sync.ts';
import { wholeDisk } from '../disk/sysfs.ts';
import { wipeSignatures } from '../disk/table.ts';
import { enter, type Job, note } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { fill, prepareDevice } from './lay.ts';
import { takeDevice } from './take.ts';
import type { Way } from './way.ts';

/** How much may wait in memory for the drive: half a second to two of what it writes. */
const WAITING = { slow: 32 * MiB, fast: 256 * MiB } as const;

/** Write-back keeps pace with tar until the scope ends. */
export function keepPace(device: string, slow: boolean, scope: Scope, job: Job): void {
  if (!limitWriteback(wholeDisk(device), slow ? WAITING.slow : WAITING.fast, scope)) note(job, 'This kernel has no write-back limit for a single drive: the last flush may take long.');
}

/** tar writes straight onto the mounted drive or partition. */
export const flashDirect: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  const laying = { ...material, device: target.path, isTarget: true };
  await takeDevice(plan, job);
  job.signal.throwIfAborted();
  {
    await using limits = new Scope();
    keepPace(target.device, target.removable, limits, job);
    job.drive = 'incomplete';
    if (target.kind === 'disk') await wipeSignatures(target.path);
    const { placed, reveal } = await prepareDevice(laying);
    await fill(laying, placed, job);
    reveal();
    syncDevice(target.path);
    job.drive = 'written';
    await verifyVolumes(material, placed, job);
  }
  enter(job, 'finish');
};
