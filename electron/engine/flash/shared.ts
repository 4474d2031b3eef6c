import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { once } from '../../run/once.ts';
import { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import { crewOf } from '../crew.ts';
import { Gathering } from '../gathering.ts';
import type { Job, Lane } from '../job.ts';
import { inspectOpen } from '../../archive/inspect.ts';
import type { Unpacked } from '../../archive/feed.ts';
import { identityOf } from '../../archive/open.ts';
import { type OpenSource, sourceOf } from '../pass.ts';
import { openReservoir } from './reservoir.ts';
import { findInspected } from './source.ts';
import { type Coming, type Filled, fillOnce } from './stage.ts';

/** What the lanes of one job do only once: the archive is opened, and a stage is filled for all drives that it suits. */
export interface Shared extends AsyncDisposable {
  /** @returns what opens the archive */
  readonly find: () => Promise<() => Promise<OpenSource>>;
  readonly readWhole: () => Promise<ArchiveFacts>;
  /** @returns what feeds the passes of those lanes that are filled by tar itself, if it is not the archive */
  readonly unpacked: () => Promise<Unpacked | undefined>;
  /** Where the lanes meet that one stage suits. */
  readonly stageOf: (lane: FlashLane) => Gathering<Coming, Filled>;
  /** Nobody waits for this lane there any more; said twice, it counts once. */
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
  const direct = lanes.filter(({ shown }) => !shown.stage);
  const reservoir = once(async () => {
    const crew = crewOf(jobs.filter((_, index) => direct.includes(lanes[index] as FlashLane)));
    return openReservoir(await (await find())(), direct, crew, scope);
  });
  const stages = new Map<string, Gathering<Coming, Filled>>();
  const membersOf = (key: string): number => lanes.filter((lane) => keyOf(lane) === key).length;
  const stageOf = (lane: FlashLane): Gathering<Coming, Filled> => {
    const key = keyOf(lane);
    const stage = stages.get(key) ?? new Gathering((coming: readonly Coming[]) => fillOnce(coming, scope), membersOf(key));
    stages.set(key, stage);
    return stage;
  };
  const left = new Set<FlashLane>();
  const leave = (lane: FlashLane): void => {
    if (!left.has(lane)) stageOf(lane).leave();
    left.add(lane);
  };
  return {
    find,
    unpacked: reservoir,
    readWhole: once(async () => readWhole(archive, (await (await find())()).archiveFd, commons)),
    stageOf,
    leave,
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** @param fd of the archive; it may be a copy (`fetch.ts`) */
async function readWhole({ file }: ArchiveFacts, fd: number, { signal, folder }: Job): Promise<ArchiveFacts> {
  const identity = { ...identityOf(fd), path: file.path };
  return { ...(await inspectOpen({ fd, identity }, { signal, scratch: folder })), file };
}

/** What makes one stage suit several drives. */
function keyOf({ shown: { stage, table, volumes, areas, loaders, sizeByte, target, boot, bootFiles }, inputs: { options } }: FlashLane): string {
  return JSON.stringify([stage !== null, table, volumes, areas, loaders, sizeByte, target.sectorSize, boot, bootFiles, options.firstBoot]);
}
