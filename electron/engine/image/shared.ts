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
  /** Where the lanes meet that are ready to be written. */
  readonly flow: Gathering<Lane, Flow>;
}

export function openSharedImage(lanes: readonly ImageLane[], caller: Caller | null, jobs: readonly Lane[]): SharedImage {
  const scope = new Scope();
  const commons = { ...crewOf(jobs), scope };
  const [{ inputs, shown }] = lanes as readonly [ImageLane, ...ImageLane[]];
  const find = once(async () => once(await findImage(inputs.image, caller, commons)));
  const makeFlow = async (crew: readonly Lane[]): Promise<Flow> => {
    const source = await (await find())();
    const { compression, zip } = source.image;
    const summing = summingOf(source, shown);
    if (compression === 'none' && !zip) return itself(source, summing, crewOf(crew), scope);
    return lanes.length === 1 ? 'stream' : unpacked(source, summing, crewOf(crew), scope);
  };
  return {
    find,
    flow: new Gathering(makeFlow, lanes.length),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
