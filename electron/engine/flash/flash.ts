import type { FlashRequest, Summary } from '../../../shared/protocol.ts';
import type { Caller } from '../caller.ts';
import { begin, enter, type Job, note, watchPresence } from '../job.ts';
import { requireCell } from '../extract/cell.ts';
import { agree } from './agree.ts';
import { flashDirect } from './direct.ts';
import { flashDirectory } from './directory.ts';
import { flashImage } from './image.ts';
import { openInspected } from './source.ts';
import { flashStaged } from './staged.ts';
import type { Way } from './way.ts';
import { partsOf } from './weights.ts';

/** One flash from the request to a target that may be taken away. */
export async function flash(request: FlashRequest, caller: Caller | null, job: Job): Promise<Summary> {
  const { archive } = request.inputs;
  const archiveFd = openInspected(archive.file, caller, job.scope);
  const plan = await agree(request);
  await requireCell(job.folder);
  begin(job, { job: 'flash', target: plan.target.path, parts: partsOf(plan, archive) });
  if (plan.target.kind === 'disk' || plan.target.kind === 'partition') watchPresence(plan.target, job);
  enter(job, 'prepare');
  note(job, `Way: ${plan.mode}, because ${plan.modeReason}.`);
  await wayOf(plan)({ plan, archive, archiveFd, caller }, job);
  job.drive = 'written';
  return {
    bytes: archive.contentBytes,
    entries: archive.entries.total,
    seconds: job.meter.elapsed,
    deviceWritten: job.meter.deviceWritten,
    mode: plan.mode,
    verified: plan.verify,
  };
}

function wayOf(plan: Parameters<Way>[0]['plan']): Way {
  if (plan.target.kind === 'directory') return flashDirectory;
  if (plan.target.kind === 'image') return flashImage;
  return plan.stage ? flashStaged : flashDirect;
}
