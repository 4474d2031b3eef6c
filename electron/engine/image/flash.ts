import { formatBytes } from '../../../shared/format.ts';
import type { ImagePlan } from '../../../shared/plan/imageTypes.ts';
import type { Part } from '../../../shared/progress.ts';
import type { ImageRequest, Summary } from '../../../shared/protocol.ts';
import { run } from '../../run/run.ts';
import { together } from '../../run/together.ts';
import type { Caller } from '../caller.ts';
import { requireReleased } from '../disk/hold.ts';
import { requireFit } from '../fit.ts';
import { orTaken, requireStillThere, takeDevice } from '../flash/take.ts';
import { VERIFYING } from '../flash/weights.ts';
import { begin, enter, type Job, note, watchPresence } from '../job.ts';
import { agreeOnImage } from './agree.ts';
import { growImage } from './grow.ts';
import { readBack } from './prove.ts';
import { findImage, type ImageSource } from './source.ts';
import { writeImage } from './write.ts';

/** One disk image from the request to a drive that has it. */
export async function flashDiskImage(request: ImageRequest, caller: Caller | null, job: Job): Promise<Summary> {
  const { image } = request.inputs;
  const open = await findImage(image, caller, job);
  const [, plan] = await together(requireFit(job.folder), agreeOnImage(request, caller));
  const { target } = plan;
  watchPresence(target, job);
  const wanted = { target, losesTable: target.kind === 'disk', source: image.file.path, caller };
  const unmounted = await takeDevice(wanted, job);
  begin(job, { job: 'flash', target: target.path, parts: partsOf(plan) });
  enter(job, 'prepare');
  for (const mountPoint of unmounted) note(job, `Unmounted ${mountPoint}.`);
  const source = await open();
  await requireStillThere(wanted, job);
  const bytes = await orTaken(target.path, () => lay(source, plan, job));
  await requireReleased(target.path);
  return { bytes, entries: null, seconds: job.meter.elapsed, deviceWritten: job.meter.deviceWritten, mode: null, verified: plan.verify, lost: [] };
}

/** @returns how long the image is */
async function lay(source: ImageSource, plan: ImagePlan, job: Job): Promise<number> {
  const poured = await writeImage(source, plan, job);
  if (plan.verify === 'full') {
    enter(job, 'verify');
    await readBack(source, plan, poured, job);
  }
  enter(job, 'finish');
  if (plan.grow) await growImage(plan, plan.grow, job);
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
