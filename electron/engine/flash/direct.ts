import { type Rate, updateRate } from '../../../shared/progress.ts';
import { Scope } from '../../run/scope.ts';
import { FASTEST, limitFor, limitWriteback, SLOWEST } from '../disk/bdi.ts';
import { syncPath } from '../disk/sync.ts';
import { bytesWritten, wholeDisk } from '../disk/sysfs.ts';
import { wipeSignatures } from '../disk/table.ts';
import { openWaiting } from '../disk/waiting.ts';
import { enter, type Job, note } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { fill, prepareDevice } from './lay.ts';
import { requireStillThere, takeDevice } from './take.ts';
import type { Way } from './way.ts';

/** How often it is looked how fast the drive is. */
const LOOK_MS = 250;

/**
 * Write-back keeps pace with tar until the scope ends: what may wait in memory for the drive is what that writes in
 * less than a second, as it turns out to be.
 *
 * @param slow what is believed before anything was written
 * @returns what tells the bytes that wait in memory for the device
 */
export async function keepPace(device: string, slow: boolean, scope: Scope, job: Job): Promise<() => number> {
  const disk = wholeDisk(device);
  const setLimit = limitWriteback(disk, slow ? SLOWEST : FASTEST, scope);
  if (setLimit) followRate(disk, setLimit, scope);
  else note(job, 'This kernel has no write-back limit for a single drive: the last flush may take long.');
  return openWaiting({ disk, folder: job.folder, limit: setLimit ? FASTEST : Infinity }, scope);
}

/** Up at once, down slowly: a drive that is fast says so within a moment, and a pause of tar is none of the drive. */
function followRate(disk: string, setLimit: (bytes: number) => void, scope: Scope): void {
  let rate: Rate = { position: bytesWritten(disk), at: performance.now() / 1000, perSecond: 0 };
  const timer = setInterval(() => {
    const before = rate;
    rate = updateRate(before, bytesWritten(disk), performance.now() / 1000);
    if (rate.position === before.position) return;
    const momentary = (rate.position - before.position) / (rate.at - before.at);
    setLimit(limitFor(Math.max(momentary, rate.perSecond)));
  }, LOOK_MS);
  scope.defer('ending the watch over the rate', () => clearInterval(timer));
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
