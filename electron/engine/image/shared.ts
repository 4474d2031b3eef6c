import type { ImageLane } from '../../../shared/protocol.ts';
import { once } from '../../run/once.ts';
import { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import { crewOf } from '../crew.ts';
import type { Job, Lane } from '../job.ts';
import { SharedWork } from '../sharedWork.ts';
import { summingOf } from './prove.ts';
import { itself, unpacked } from './reservoir.ts';
import { findImage, type ImageSource } from './source.ts';
import type { Flow } from './write.ts';

/** What the lanes of one job do only once: the image is found, proven and unpacked. */
export interface SharedImage extends AsyncDisposable {
  /** @returns what opens it, and proves what it is */
  readonly find: () => Promise<() => Promise<ImageSource>>;
  /** To be asked for by a lane that is ready to be written. */
  readonly flowFor: (job: Lane) => Promise<Flow>;
  /** To be told when a lane has ended. */
  readonly leave: (job: Lane) => void;
}

export function openSharedImage(lanes: readonly ImageLane[], caller: Caller | null, jobs: readonly Lane[]): SharedImage {
  const scope = new Scope();
  const commons = { ...crewOf(jobs), scope };
  const [{ inputs, shown }] = lanes as readonly [ImageLane, ...ImageLane[]];
  const find = once(async () => once(await findImage(inputs.image, caller, commons)));
  const open = async (): Promise<ImageSource> => (await find())();
  const isPlain = inputs.image.compression === 'none' && !inputs.image.zip;
  const begin = async (source: ImageSource, crew: Job): Promise<Flow> => {
    if (isPlain) return itself(source, summingOf(source, shown), crew, scope);
    return lanes.length === 1 ? 'stream' : unpacked(source, summingOf(source, shown), crew, scope);
  };
  const flow = new SharedWork(begin, jobs, scope);
  return {
    find,
    flowFor: async (job) => flow.come(job, await open()),
    leave: (job) => flow.leave(job),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
