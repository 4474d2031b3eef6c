import { Scope } from '../../run/scope.ts';
import { together } from '../../run/together.ts';
import { syncPath } from '../disk/sync.ts';
import { wipeSignatures } from '../disk/table.ts';
import { enter } from '../job.ts';
import { verifyVolumes } from '../verify/volumes.ts';
import { fill, prepareDevice } from './lay.ts';
import { tableBehind, verifyLoaders } from './loaders.ts';
import { keepPace } from './pace.ts';
import { requireStillThere } from './take.ts';
import { type Way, wantedOf } from './way.ts';

/** tar writes straight onto the mounted drive or partition. */
export const flashDirect: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  const lay = async (): ReturnType<Way> => {
    await using limits = new Scope();
    const [pace] = await together(
      keepPace({ device: target.device, rate: material.rate, isShared: target.besideSystem === true }, limits, job),
      requireStillThere(wantedOf(material), job),
    );
    const laying = { ...material, device: target.path, isTarget: true, pace };
    // Where the filesystem is kept, nothing is written before tar writes.
    if (plan.volumes.some((volume) => volume.mkfs)) job.drive = 'incomplete';
    if (target.kind === 'disk') await wipeSignatures(target.path);
    const { placed, reveal } = await prepareDevice(laying, job.signal);
    const laid = await fill(laying, placed, job);
    job.signal.throwIfAborted();
    await reveal(tableBehind(laid.loaders ?? []));
    await syncPath(target.path);
    job.drive = 'written';
    await verifyVolumes({ source: material.source, laid }, placed, job);
    await verifyLoaders(plan, target.path, laid.loaders ?? []);
    return laid;
  };
  const laid = await lay();
  enter(job, 'finish');
  return laid;
};
