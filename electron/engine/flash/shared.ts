import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { once } from '../../run/once.ts';
import { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import { crewOf } from '../crew.ts';
import type { Lane } from '../job.ts';
import { SharedWork } from '../sharedWork.ts';
import type { Unpacked } from '../../archive/feed.ts';
import { type OpenSource, sourceOf } from '../pass.ts';
import { readWhole } from './readWhole.ts';
import { openReservoir } from './reservoir.ts';
import { findInspected } from './source.ts';
import { fillOnce } from './stage.ts';
import type { Stages } from './way.ts';

/** What the lanes of one job do only once: the archive is opened, and a stage is filled for all drives that it suits. */
export interface Shared extends AsyncDisposable {
  /** @returns what opens the archive */
  readonly find: () => Promise<() => Promise<OpenSource>>;
  readonly readWhole: () => Promise<ArchiveFacts>;
  /** @returns what feeds the passes of those lanes that are filled by tar itself, if it is not the archive */
  readonly unpacked: () => Promise<Unpacked | undefined>;
  readonly stagesFor: (lane: FlashLane) => Stages;
  /** This lane needs no stage, or none any more. */
  readonly leave: (lane: FlashLane) => void;
}

export function openShared(lanes: readonly FlashLane[], caller: Caller | null, jobs: readonly Lane[]): Shared {
  const scope = new Scope();
  const commons = { ...crewOf(jobs), scope };
  const [first] = lanes as readonly [FlashLane, ...FlashLane[]];
  const { archive } = first.inputs;
  const find = once(async () => {
    const open = await findInspected(archive.file, caller, commons);
    return once(async () => sourceOf(archive, await open()));
  });
  // A drive by itself may turn out to be none that needs a stage; several that share one keep it.
  const direct = lanes.length === 1 ? lanes : lanes.filter(({ shown }) => !shown.stage);
  const reservoir = once(async () => {
    const crew = crewOf(jobs.filter((_, index) => direct.includes(lanes[index] as FlashLane)));
    return openReservoir(await (await find())(), direct, crew, scope);
  });
  const keys = lanes.map(keyOf);
  const jobOf = (lane: FlashLane): Lane => jobs[lanes.indexOf(lane)] as Lane;
  const stages = new Map<string, Stages>();
  const stagesFor = (lane: FlashLane): Stages => {
    const key = keyOf(lane);
    const suited = jobs.filter((_, index) => keys[index] === key);
    const found = stages.get(key) ?? new SharedWork((material, crew) => fillOnce(material, crew, scope), suited, scope);
    stages.set(key, found);
    return found;
  };
  return {
    find,
    unpacked: reservoir,
    readWhole: once(async () => readWhole(archive, (await (await find())()).archiveFd, commons)),
    stagesFor,
    leave: (lane) => stagesFor(lane).leave(jobOf(lane)),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** What makes one stage suit several drives. */
function keyOf({ shown: { stage, table, volumes, areas, loaders, sizeByte, target, boot, bootFiles }, inputs: { options } }: FlashLane): string {
  return JSON.stringify([stage !== null, table, volumes, areas, loaders, sizeByte, target.sectorSize, boot, bootFiles, options.firstBoot, options.verify]);
}
