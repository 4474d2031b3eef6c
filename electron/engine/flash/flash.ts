import { TarstrapError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import type { FlashRequest, Summary } from '../../../shared/protocol.ts';
import { together } from '../../run/together.ts';
import type { Caller } from '../caller.ts';
import { lostOf } from '../extract/lost.ts';
import { begin, enter, type Job, note, watchPresence } from '../job.ts';
import { requireReleased } from '../disk/hold.ts';
import { requireCell } from '../extract/cell.ts';
import { requireFit } from '../fit.ts';
import { agree } from './agree.ts';
import { flashDirect } from './direct.ts';
import { flashDirectory } from './directory.ts';
import { flashImage } from './image.ts';
import { settle } from './settle.ts';
import { findInspected } from './source.ts';
import { flashStaged } from './staged.ts';
import { takeDevice } from './take.ts';
import type { Way } from './way.ts';
import { partsOf } from './weights.ts';

/** One flash from the request to a target that is done. */
export async function flash(request: FlashRequest, caller: Caller | null, job: Job): Promise<Summary> {
  const { archive } = request.inputs;
  const open = await findInspected(archive.file, caller, job);
  const [, agreed] = await together(requireFit(job.folder), agree(request, caller), requireCell(job.folder));
  const isDevice = agreed.target.kind === 'disk' || agreed.target.kind === 'partition';
  if (isDevice) watchPresence(agreed.target, job);
  const unmounted = isDevice ? await takeDevice({ plan: agreed, archive, caller }, job) : [];
  const { plan, rate } = await settle(agreed, job);
  begin(job, { job: 'flash', target: plan.target.path, parts: partsOf(plan, archive) });
  enter(job, 'prepare');
  for (const mountPoint of unmounted) note(job, `Unmounted ${mountPoint}.`);
  note(job, `Way: ${plan.mode}, because ${plan.modeReason}.`);
  const archiveFd = await open();
  try {
    await wayOf(plan)({ plan, archive, archiveFd, caller, rate }, job);
  } catch (problem) {
    // Whoever has mounted it meanwhile has written to it, and the drive is not to blame.
    if (isDevice && problem instanceof TarstrapError && problem.code === 'verify-mismatch') await requireReleased(plan.target.path);
    throw problem;
  }
  job.drive = 'written';
  if (isDevice) await requireReleased(plan.target.path);
  return {
    bytes: archive.contentBytes,
    entries: archive.entries.total,
    seconds: job.meter.elapsed,
    deviceWritten: job.meter.deviceWritten,
    mode: plan.mode,
    verified: plan.verify,
    lost: lostOf(plan.volumes.some(({ filesystem }) => filesystem === 'vfat') ? { ...archive, withoutAcl: archive.aclsBelowBoot } : archive, job),
  };
}

function wayOf(plan: Plan): Way {
  if (plan.target.kind === 'directory') return flashDirectory;
  if (plan.target.kind === 'image') return flashImage;
  return plan.stage ? flashStaged : flashDirect;
}
