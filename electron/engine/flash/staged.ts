import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { compareRuns, type TransferRequest, writeRuns } from '../disk/copy.ts';
import { claim } from '../disk/hold.ts';
import { bytesOf, type Run } from '../disk/extents.ts';
import { sampleRuns } from '../disk/sampleRuns.ts';
import { dropDeviceCache, syncPath } from '../disk/sync.ts';
import { announcePartitions, hideFirstSector, wipeSignatures } from '../disk/table.ts';
import { readRate } from '../disk/readRate.ts';
import { foreseeReading, type ReadingBack } from '../foresee.ts';
import { beforeGrowing, growDrive } from '../grow.ts';
import { enter, type Job, note } from '../job.ts';
import { Mismatches } from '../verify/mismatches.ts';
import { refuse } from '../verify/refuse.ts';
import { type Flashed, verifyVolumes } from '../verify/volumes.ts';
import { placeVolumes } from './lay.ts';
import { verifyLoaders } from './loaders.ts';
import { requireStillThere } from './take.ts';
import { type Way, wantedOf } from './way.ts';

/** The filesystem is made and filled in memory, once for all drives alike; then its used parts go to each in order, in big direct writes. */
export const flashStaged: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  const { stage, runs, losses, laid: common } = await material.stages.come(job, material);
  job.losses = losses;
  const laid = { ...common, plan: { ...common.plan, target, unmount: plan.unmount } };
  job.signal.throwIfAborted();
  await requireStillThere(wantedOf(material), job);
  job.drive = 'incomplete';
  await wipeSignatures(target.path);
  const transfer = { stage, device: target.path, folder: job.folder, signal: job.signal };
  const rate = plan.verify === 'full' ? await readRate(target.path, target.size, job.signal) : undefined;
  {
    using _ = await claim(target.path);
    await hideFirstSector(target.path, target.sectorSize);
    await write(plan, { ...transfer, readRate: rate }, firstLast(runs), job);
    await dropDeviceCache(target.path);
  }
  if (plan.table) await announcePartitions(target.path, plan.volumes.length + plan.areas.length);
  job.drive = 'written';
  await beforeGrowing(plan.grow, () => verifyStaged({ source: material.source, laid }, transfer, runs, job), job);
  enter(job, 'finish');
  if (plan.grow) await growDrive({ path: target.path, table: plan.table?.label ?? null, sectorSize: target.sectorSize }, plan.grow, job);
  return laid;
};

/** The run that holds the first sector comes last: until then the drive does not look like one that could boot. */
export function firstLast(runs: readonly Run[]): Run[] {
  const [first, ...rest] = runs;
  if (!first || first.first !== 0) return [...runs];
  const tail = first.count > 1 ? [{ first: 1, count: first.count - 1 }] : [];
  return [...tail, ...rest, { first: 0, count: 1 }];
}

type Transfer = Omit<TransferRequest, 'runs' | 'onProgress'>;

/** Bytes a second that cmp(1) compares. */
const COMPARING = 1e9;

async function write(plan: Plan, { readRate: rate, ...transfer }: Transfer & Pick<ReadingBack, 'readRate'>, runs: readonly Run[], job: Job): Promise<void> {
  const total = bytesOf(runs);
  job.meter.watch({ device: plan.target.device, deviceTotal: total });
  const foresee = foreseeReading({ readRate: rate, comparing: COMPARING, total }, job);
  enter(job, 'write');
  const onProgress = (bytes: number): void => {
    job.meter.share(bytes / total);
    foresee(bytes);
  };
  await writeRuns({ ...transfer, runs, onProgress });
  await syncPath(plan.target.path);
  // What comes now is not told by what the drive has written.
  job.meter.watch({ device: plan.target.device });
}

/** What lies on the drive is what lay on the stage, which was compared with the archive. A share of it is enough for a quick look, and the tree. */
async function verifyStaged(flashed: Flashed, transfer: Transfer, runs: readonly Run[], job: Job): Promise<void> {
  const { plan } = flashed.laid;
  if (plan.verify === 'none') return;
  enter(job, 'verify');
  const isQuick = plan.verify === 'quick';
  const read = await readBack(plan.target, transfer, isQuick ? sampleRuns(runs, Math.random) : [runs], job);
  note(job, `Read back from the drive and compared${isQuick ? ', as a sample' : ''}: ${Math.round(read / MiB)} MiB.`);
  if (!isQuick) return;
  await verifyLoaders(plan, plan.target.path, flashed.laid.loaders ?? []);
  await verifyVolumes(flashed, placeVolumes(plan, plan.target.path), job);
}

/** How long a sample may take, but for its first part. */
const PATIENCE_MS = 5000;

/** @returns how many bytes were compared. @throws TarstrapError `verify-mismatch` */
async function readBack(target: TargetFacts, transfer: Transfer, parts: readonly (readonly Run[])[], job: Job): Promise<number> {
  const total = bytesOf(parts.flat());
  const end = performance.now() + PATIENCE_MS;
  let done = 0;
  for (const runs of parts) {
    if (done > 0 && performance.now() > end) break;
    const onProgress = (bytes: number): void => job.meter.share((done + bytes) / total);
    const differs = await compareRuns({ ...transfer, runs, onProgress });
    if (differs !== undefined) {
      const found = new Mismatches();
      found.add(`a block behind byte ${differs}`, 'is not what was written');
      refuse(found, target);
    }
    done += bytesOf(runs);
  }
  return done;
}
