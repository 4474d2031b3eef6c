import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import type { FlashLane } from '../../../shared/protocol.ts';
import { once } from '../../run/once.ts';
import { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import { requireCell } from '../extract/cell.ts';
import { requireFit } from '../fit.ts';
import { requireGnuTar } from '../../archive/gnuTar.ts';
import { together } from '../../run/together.ts';
import { crewOf } from '../crew.ts';
import { Gathering } from '../gathering.ts';
import type { Job, Lane } from '../job.ts';
import { inspectOpen } from '../../archive/inspect.ts';
import { identityOf } from '../../archive/open.ts';
import { findInspected } from './source.ts';
import { type Coming, type Filled, fillOnce } from './stage.ts';

/** What the lanes of one job do only once: the archive is opened, and a stage is filled for all drives that it suits. */
export interface Shared extends AsyncDisposable {
  /** Proves that the tools of this machine will do. */
  readonly fit: () => Promise<unknown>;
  /** @returns what opens the archive */
  readonly find: () => Promise<() => Promise<number>>;
  readonly readWhole: () => Promise<ArchiveFacts>;
  /** Where the lanes meet that one stage suits. */
  readonly stageOf: (lane: FlashLane) => Gathering<Coming, Filled>;
  /** Nobody waits for this lane there any more; said twice, it counts once. */
  readonly leave: (lane: FlashLane) => void;
}

export function openShared(lanes: readonly FlashLane[], caller: Caller | null, jobs: readonly Lane[]): Shared {
  const scope = new Scope();
  const commons = { ...crewOf(jobs), scope };
  const [first] = lanes as readonly [FlashLane, ...FlashLane[]];
  const find = once(async () => once(await findInspected(first.inputs.archive.file, caller, commons)));
  const stages = new Map<string, Gathering<Coming, Filled>>();
  const membersOf = (key: string): number => lanes.filter(({ shown }) => keyOf(shown) === key).length;
  const stageOf = ({ shown }: FlashLane): Gathering<Coming, Filled> => {
    const key = keyOf(shown);
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
    fit: once(() => together(requireFit(commons.folder), requireCell(commons.folder), requireGnuTar())),
    find,
    readWhole: once(async () => readWhole(first.inputs.archive, await (await find())(), commons)),
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
function keyOf({ stage, table, volumes, sizeByte, target }: Plan): string {
  return JSON.stringify([stage !== null, table, volumes, sizeByte, target.sectorSize]);
}
