import type { ImageLane } from '../../../shared/protocol.ts';
import { once } from '../../run/once.ts';
import { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import { crewOf } from '../crew.ts';
import { Gathering } from '../gathering.ts';
import type { Lane } from '../job.ts';
import { summingOf } from './prove.ts';
import { itself, unpacked } from './reservoir.ts';
import { findImage, type ImageSource } from './source.ts';
import type { Flow } from './write.ts';

/** What the lanes of one job do only once: the image is found, proven and unpacked. */
export interface SharedImage extends AsyncDisposable {
  /** @returns what opens it, and proves what it is */
  readonly find: () => Promise<() => Promise<ImageSource>>;
  /** To be asked for by a lane that is ready to be written. What has to be unpacked first waits for all of them. */
  readonly flowFor: (job: Lane) => Promise<Flow>;
  /** To be told when a lane has ended, once. */
  readonly leave: () => void;
}

export function openSharedImage(lanes: readonly ImageLane[], caller: Caller | null, jobs: readonly Lane[]): SharedImage {
  const scope = new Scope();
  const commons = { ...crewOf(jobs), scope };
  const [{ inputs, shown }] = lanes as readonly [ImageLane, ...ImageLane[]];
  const find = once(async () => once(await findImage(inputs.image, caller, commons)));
  const open = async (): Promise<ImageSource> => (await find())();
  const plain = once(async () => {
    const source = await open();
    return itself(source, summingOf(source, shown), commons, scope);
  });
  const gathering = new Gathering(async (crew: readonly Lane[]): Promise<Flow> => {
    const source = await open();
    return lanes.length === 1 ? 'stream' : unpacked(source, summingOf(source, shown), crewOf(crew), scope);
  }, lanes.length);
  const isPlain = inputs.image.compression === 'none' && !inputs.image.zip;
  return {
    find,
    flowFor: (job) => (isPlain ? plain() : gathering.come(job)),
    leave: () => gathering.leave(),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
