import { truncateSync } from 'node:fs';
import { counted } from '../../../shared/counted.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import { STAGE_SHARE } from '../../../shared/plan/mode.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { roomIn } from '../../run/host.ts';
import { Scope } from '../../run/scope.ts';
import { inPlaceOf } from '../disk/behalf.ts';
import { bytesOf, dataExtents, type Run, toRuns } from '../disk/extents.ts';
import { attachLoop } from '../disk/loop.ts';
import { memoryFolder, ON_DISK, unnamedFile } from '../disk/room.ts';
import { syncPath } from '../disk/sync.ts';
import { bytesAvailable } from '../disk/sysfs.ts';
import type { Losses } from '../extract/losses.ts';
import { type Job, note } from '../job.ts';
import type { Laid, Proven } from '../verify/watch.ts';
import { fill, prepareDevice } from './lay.ts';
import type { Material } from './way.ts';

/** A filesystem that is made and filled aside. */

export interface Filled {
  /** The file. */
  readonly stage: string;
  /** What of it holds anything. */
  readonly runs: readonly Run[];
  readonly laid: Laid & Proven;
  readonly losses: Losses;
}

/** Gaps of up to this many chunks are written along: a jump, with the dd that begins behind it, costs more. */
const GAP = 4;

/** @param scope in which it stays; what has failed is put away at once */
export async function fillOnce(material: Material, job: Job, scope: Scope): Promise<Filled> {
  const own = new Scope();
  try {
    const stage = await makeStage(material.plan, job, own);
    const laid = await fillStage(material, stage, job);
    const runs = toRuns(await dataExtents(stage), GAP);
    note(job, `The stage is ready: ${counted(runs.length, 'run')}, ${Math.ceil(bytesOf(runs) / MiB)} MiB.`);
    scope.defer('giving up the stage', () => own[Symbol.asyncDispose]());
    return { stage, runs, laid, losses: job.losses };
  } catch (problem) {
    await own[Symbol.asyncDispose]();
    throw problem;
  }
}

/** What is free is measured here: the plan may be an hour old, or made of what somebody said. @throws TarstrapError `memory-short`, `stage-io` */
async function makeStage(plan: Plan, job: Job, scope: Scope): Promise<string> {
  if (!plan.stage) throw new Error('a stage that nobody has planned');
  const { place, bytes } = plan.stage;
  const free = place === 'memory' ? bytesAvailable() : roomIn(ON_DISK);
  if (bytes > free) throw noRoom(place, { needed: formatBytes(bytes), available: formatBytes(free) });
  const folder = place === 'memory' ? await memoryFolder({ at: `${job.folder}/memory`, bytes: mostOf(plan, bytes) }, scope) : ON_DISK;
  const file = unnamedFile(folder, scope);
  truncateSync(file, plan.sizeByte);
  return file;
}

function noRoom(place: 'memory' | 'disk', facts: { readonly needed: string; readonly available: string }): TarstrapError {
  if (place === 'memory') return new TarstrapError('memory-short', facts);
  return new TarstrapError('stage-io', { place: `in ${ON_DISK}` }, `${facts.needed} are needed, ${facts.available} are free`);
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
