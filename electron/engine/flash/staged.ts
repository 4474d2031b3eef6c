import { truncateSync } from 'node:fs';
import { counted } from '../../../shared/counted.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { formatBytes } from '../../../shared/format.ts';
import { STAGE_SHARE } from '../../../shared/plan/mode.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { Scope } from '../../run/scope.ts';
import { inPlaceOf } from '../disk/behalf.ts';
import { compareRuns, type TransferRequest, writeRuns } from '../disk/copy.ts';
import { claim } from '../disk/hold.ts';
import { CHUNK, dataExtents, type Run, toRuns } from '../disk/extents.ts';
import { sampleRuns } from '../disk/sampleRuns.ts';
import { attachLoop } from '../disk/loop.ts';
import { dropDeviceCache, syncPath } from '../disk/sync.ts';
import { announcePartitions, hideFirstSector, wipeSignatures } from '../disk/table.ts';
import { memoryFolder, ON_DISK, unnamedFile } from '../disk/room.ts';
import { bytesAvailable } from '../disk/sysfs.ts';
import { enter, type Job, note } from '../job.ts';
import { Mismatches } from '../verify/mismatches.ts';
import { refuse } from '../verify/refuse.ts';
import { type Flashed, verifyVolumes } from '../verify/volumes.ts';
import type { Laid, Proven } from '../verify/watch.ts';
import { fill, placeVolumes, prepareDevice } from './lay.ts';
import { requireStillThere } from './take.ts';
import { type Material, type Way, wantedOf } from './way.ts';

/** Gaps of up to this many chunks are written along: a jump costs a card more. */
const GAP = 1;

/** The filesystem is made and filled in memory; then its used parts go to the drive in order, in big direct writes. */
export const flashStaged: Way = async (material, job) => {
  const { plan } = material;
  const { target } = plan;
  await using stages = new Scope();
  const stage = await makeStage(plan, job, stages);
  const laid = await fillStage(material, stage, job);
  const runs = toRuns(await dataExtents(stage), GAP);
  note(job, `The stage is ready: ${counted(runs.length, 'run')}, ${runs.reduce((sum, run) => sum + run.count, 0)} MiB.`);
  await requireStillThere(wantedOf(material), job);
  job.drive = 'incomplete';
  await wipeSignatures(target.path);
  const transfer = { stage, device: target.path, folder: job.folder, signal: job.signal };
  {
    using _ = await claim(target.path);
    await hideFirstSector(target.path, target.sectorSize);
    await write(plan, transfer, firstLast(runs), job);
    await dropDeviceCache(target.path);
  }
  if (plan.table) await announcePartitions(target.path, plan.volumes.length);
  job.drive = 'written';
  await verifyStaged({ archiveFd: material.archiveFd, laid }, transfer, runs, job);
  enter(job, 'finish');
  return laid;
};

/** The run that holds the first sector comes last: until then the drive does not look like one that could boot. */
export function firstLast(runs: readonly Run[]): Run[] {
  const [first, ...rest] = runs;
  if (!first || first.first !== 0) return [...runs];
  const tail = first.count > 1 ? [{ first: 1, count: first.count - 1 }] : [];
  return [...tail, ...rest, { first: 0, count: 1 }];
}

/** What is free is measured here: the plan may be an hour old, or made of what somebody said. @throws TarstrapError `memory-short` */
async function makeStage(plan: Plan, job: Job, scope: Scope): Promise<string> {
  if (plan.stage?.place === 'memory' && plan.stage.bytes > bytesAvailable())
    throw new TarstrapError('memory-short', { needed: formatBytes(plan.stage.bytes), available: formatBytes(bytesAvailable()) });
  const folder = plan.stage?.place === 'memory' ? await memoryFolder({ at: `${job.folder}/memory`, bytes: mostOf(plan, plan.stage.bytes) }, scope) : ON_DISK;
  const file = unnamedFile(folder, scope);
  truncateSync(file, plan.sizeByte);
  return file;
}

/** What was not read may take more than is likely. */
function mostOf({ unread }: Plan, bytes: number): number {
  return unread ? Math.max(bytes, Math.floor(bytesAvailable() * STAGE_SHARE)) : bytes;
}

async function fillStage(material: Material, stage: string, job: Job): Promise<Laid & Proven> {
  await using loops = new Scope();
  const device = await attachLoop({ file: stage, sectorSize: material.plan.target.sectorSize }, loops);
  const laying = { ...material, device, isTarget: false, pace: null };
  const fillIt = async (): Promise<Laid & Proven> => {
    const { placed } = await prepareDevice(laying, job.signal);
    const laid = await fill(laying, placed, job);
    job.signal.throwIfAborted();
    await syncPath(device);
    return laid;
  };
  const place = material.plan.stage?.place === 'memory' ? 'in memory' : `in ${ON_DISK}`;
  // Awaited here: its loop device goes with this scope.
  return await inPlaceOf(device, fillIt, ({ detail }) => new TarstrapError('stage-io', { place }, detail));
}

type Transfer = Omit<TransferRequest, 'runs' | 'onProgress'>;

async function write(plan: Plan, transfer: Transfer, runs: readonly Run[], job: Job): Promise<void> {
  const total = bytesOf(runs);
  job.meter.watch({ device: plan.target.device, deviceTotal: total });
  enter(job, 'write');
  await writeRuns({ ...transfer, runs, onProgress: (bytes) => job.meter.share(bytes / total) });
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
  note(job, `Read back from the drive and compared${isQuick ? ', as a sample' : ''}: ${Math.round(read / CHUNK)} MiB.`);
  if (isQuick) await verifyVolumes(flashed, placeVolumes(plan, plan.target.path), job);
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

function bytesOf(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + run.count * CHUNK, 0);
}
