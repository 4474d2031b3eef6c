import { fatPlace, type Tally } from '../../../shared/facts.ts';
import { type ErrorCode, TarstrapError } from '../../../shared/errors.ts';
import { planAgain } from '../../../shared/plan/again.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import type { FlashLane, FlashRequest, Summary } from '../../../shared/protocol.ts';
import { planRemarks } from '../../../shared/planRemarks.ts';
import { remarkLine } from '../../../shared/remarks.ts';
import { together } from '../../run/together.ts';
import type { Caller } from '../caller.ts';
import { openLosses } from '../extract/losses.ts';
import { lostOf } from '../extract/lost.ts';
import { begin, enter, type Job, type Lane, note, watchPresence } from '../job.ts';
import { runLanes } from '../lane.ts';
import { requireReleased } from '../disk/hold.ts';
import { agree } from './agree.ts';
import { flashDirect } from './direct.ts';
import { flashDirectory } from './directory.ts';
import { flashImage } from './image.ts';
import type { Trials } from '../trials.ts';
import { readLoaderFiles } from './loaders.ts';
import { settle } from './settle.ts';
import { openShared, type Shared } from './shared.ts';
import { flashStaged } from './staged.ts';
import { holdTarget, orTaken, takeDevice } from './take.ts';
import type { Proven } from '../verify/watch.ts';
import { Unforeseen } from './reading.ts';
import { tryMkfs } from './tryMkfs.ts';
import { type Material, type Way, wantedOf } from './way.ts';
import { partsOf } from './weights.ts';

/** A flash from the request to targets that are done, each by itself. */
export async function flash({ lanes }: FlashRequest, { caller, trials }: Standing, jobs: readonly Lane[]): Promise<void> {
  // While archive and targets are looked at.
  void trials.laying();
  await using shared = openShared(lanes, caller, jobs);
  await runLanes(lanes, jobs, { work: (lane, job) => flashLane({ lane, caller, trials, shared }, job), left: shared.leave });
}

interface Standing {
  readonly caller: Caller | null;
  readonly trials: Trials;
}

interface Asked extends Standing {
  readonly lane: FlashLane;
  readonly shared: Shared;
}

/** One target, from the request to its end. */
async function flashLane({ lane, caller, trials, shared }: Asked, job: Lane): Promise<Summary> {
  const { archive } = lane.inputs;
  const open = await shared.find();
  await holdTarget(lane.inputs.target, job);
  const [{ plan: agreed, inputs }] = await together(agree(lane, caller), trials.laying());
  await tryMkfs(agreed, job);
  const loaderFiles = await readLoaderFiles(agreed, caller, job);
  const isDevice = agreed.target.kind === 'disk' || agreed.target.kind === 'partition';
  if (isDevice) watchPresence(agreed.target, job);
  const unmounted = isDevice ? await takeDevice(wantedOf({ plan: agreed, archive, caller }), job) : [];
  const { plan, rate } = await settle(agreed, job);
  begin(job, { job: 'flash', parts: partsOf(plan, archive) });
  enter(job, 'prepare');
  for (const mountPoint of unmounted) note(job, `Unmounted ${mountPoint}.`);
  note(job, `Way: ${plan.mode}, because ${plan.modeReason}.`);
  if (!plan.stage) shared.leave(lane);
  const source = { ...(await open()), unpacked: plan.stage ? undefined : await shared.unpacked() };
  const work = (): Promise<Proven> =>
    lay({ plan, inputs, archive, source, caller, loaderFiles, rate, stages: shared.stagesFor(lane), readWhole: shared.readWhole }, job);
  const proven = await (isDevice ? orTaken(plan.target.path, work) : work());
  job.drive = 'written';
  tellRemarks({ archive, plan }, proven, job);
  if (isDevice) await requireReleased(plan.target.path);
  return summaryOf(proven, job);
}

/** What was not known of the archive when the plan was shown. */
function tellRemarks(shown: Proven, proven: Proven, job: Job): void {
  const told = planRemarks(shown.archive, shown.plan).map(remarkLine);
  for (const remark of planRemarks(proven.archive, proven.plan)) {
    if (!told.includes(remarkLine(remark))) note(job, remarkLine(remark), remark.tone === 'info' ? 'info' : 'warning');
  }
}

function summaryOf({ plan, archive }: Proven, job: Lane): Summary {
  return {
    bytes: archive.contentBytes,
    entries: archive.entries.total,
    seconds: job.meter.elapsed,
    deviceWritten: job.meter.deviceWritten,
    mode: plan.mode,
    verified: plan.verify,
    lost: lostOf({ ...archive, ...withoutAcl({ plan, archive }) }, job),
  };
}

/** What lies on FAT has none there. */
function withoutAcl({ plan, archive }: Proven): { withoutAcl?: Tally } {
  const places = plan.volumes.flatMap(({ filesystem, mount }) => (filesystem === 'vfat' ? fatPlace.parse(mount) : []));
  const [first, ...others] = places.map((place) => archive.fat[place].acls);
  return first ? { withoutAcl: others.reduce((one, other) => (other.count > one.count ? other : one), first) } : {};
}

/**
 * What was foreseen of an archive that was not read completely may turn out wrong: it is read then, and laid anew by what it is. That also tells
 * best what is wrong with it.
 */
async function lay(material: Material, job: Lane): Promise<Proven> {
  const { plan, inputs, archive } = material;
  try {
    return await layBy(plan)(material, job);
  } catch (problem) {
    if (archive.unread === 0 || !mayBeUnforeseen(problem)) throw problem;
    note(job, 'The archive holds something that its beginning did not show: it is read completely now, then unpacked again.', 'warning');
    job.losses = openLosses();
    const whole = await material.readWhole();
    const again = { ...inputs, archive: whole };
    const planned = planAgain(plan, again);
    if (plan.stage && !planned.stage) {
      note(job, `Way: ${planned.mode}, because ${planned.modeReason}.`);
      material.stages.leave(job);
    }
    const source = { ...material.source, ending: whole.ending, unpacked: undefined };
    return layBy(planned)({ ...material, plan: planned, inputs: again, archive: whole, source }, job);
  }
}

function mayBeUnforeseen(problem: unknown): boolean {
  return problem instanceof Unforeseen || (problem instanceof TarstrapError && OF_THE_ARCHIVE.includes(problem.code));
}

/** That it is bad, or takes more room than others. */
const OF_THE_ARCHIVE: readonly ErrorCode[] = ['archive-damaged', 'archive-does-not-unpack', 'drive-full', 'stage-io'];

function layBy(plan: Plan): Way {
  if (plan.target.kind === 'directory') return flashDirectory;
  if (plan.target.kind === 'image') return flashImage;
  return plan.stage ? flashStaged : flashDirect;
}
