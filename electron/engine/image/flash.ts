import { formatBytes } from '../../../shared/format.ts';
import type { ImagePlan } from '../../../shared/plan/imageTypes.ts';
import type { Part } from '../../../shared/progress.ts';
import type { ImageLane, ImageRequest, Summary } from '../../../shared/protocol.ts';
import { run } from '../../run/run.ts';
import { together } from '../../run/together.ts';
import type { Caller } from '../caller.ts';
import { requireReleased } from '../disk/hold.ts';
import { readRate } from '../disk/readRate.ts';
import { holdTarget, orTaken, requireStillThere, takeDevice } from '../flash/take.ts';
import { VERIFYING } from '../flash/weights.ts';
import { begin, enter, type Job, type Lane, note, watchPresence } from '../job.ts';
import { runLanes } from '../lane.ts';
import type { Trials } from '../trials.ts';
import { agreeOnImage } from './agree.ts';
import { beforeGrowing, growDrive } from '../grow.ts';
import { readBack } from './prove.ts';
import { openSharedImage, type SharedImage } from './shared.ts';
import { type Writing, writeImage } from './write.ts';

/** A disk image from the request to drives that have it, each by itself. */
export async function flashDiskImage({ lanes }: ImageRequest, { caller, trials }: Standing, jobs: readonly Lane[]): Promise<void> {
  await using shared = openSharedImage(lanes, caller, jobs);
  await runLanes(lanes, jobs, { work: (lane, job) => flashLane({ lane, caller, trials, shared }, job), left: (_, job) => shared.leave(job) });
}

interface Standing {
  readonly caller: Caller | null;
  readonly trials: Trials;
}

interface Asked extends Standing {
  readonly lane: ImageLane;
  readonly shared: SharedImage;
}

async function flashLane({ lane, caller, trials, shared }: Asked, job: Lane): Promise<Summary> {
  const { image } = lane.inputs;
  const open = await shared.find();
  await holdTarget(lane.inputs.target, job);
  const [plan] = await together(agreeOnImage(lane, caller), trials.writing());
  const { target } = plan;
  watchPresence(target, job);
  const wanted = { target, losesTable: target.kind === 'disk', source: image.file.path, caller };
  const unmounted = await takeDevice(wanted, job);
  begin(job, { job: 'flash', parts: partsOf(plan) });
  enter(job, 'prepare');
  for (const mountPoint of unmounted) note(job, `Unmounted ${mountPoint}.`);
  const [source, rate] = await together(open(), plan.verify === 'full' ? readRate(target.path, target.size, job.signal) : undefined);
  const flow = await shared.flowFor(job);
  // Where others have found that it is bad, this drive stays as it is.
  if (flow !== 'stream') await flow.reach(0);
  await requireStillThere(wanted, job);
  const bytes = await orTaken(target.path, () => lay({ source, flow, readRate: rate }, plan, job));
  await requireReleased(target.path);
  return { bytes, entries: null, seconds: job.meter.elapsed, deviceWritten: job.meter.deviceWritten, mode: null, verified: plan.verify, lost: [] };
}

/** @returns how long the image is */
async function lay(writing: Writing, plan: ImagePlan, job: Job): Promise<number> {
  const { source } = writing;
  const poured = await writeImage(writing, plan, job);
  if (plan.verify === 'full') await beforeGrowing(plan.grow, () => readBack(source, plan, poured, job), job);
  enter(job, 'finish');
  const { target, image } = plan;
  const growing = { path: target.path, table: image.table === 'none' ? null : image.table, sectorSize: image.sectorSize ?? target.sectorSize };
  if (plan.grow) await growDrive(growing, plan.grow, job);
  else await announce(plan);
  note(job, `The image has ${formatBytes(poured.bytes)}.`);
  return poured.bytes;
}

/** Whoever looks at the drive next finds its partitions. Some kernels know no such table, and the image is right all the same. */
async function announce({ target, image }: ImagePlan): Promise<void> {
  if (target.kind === 'disk' && image.table !== 'none') await run({ tool: 'partx', args: ['--update', target.path] });
}

function partsOf({ verify, grow }: ImagePlan): Part[] {
  return [
    { phases: ['prepare'], weight: 0.002 },
    { phases: ['write'], weight: 1 },
    ...(verify === 'full' ? [{ phases: ['verify' as const], weight: VERIFYING.full }] : []),
    { phases: ['finish'], weight: grow ? 0.02 : 0.005 },
  ];
}
