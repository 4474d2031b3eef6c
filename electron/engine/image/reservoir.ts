import { TarstrapError } from '../../../shared/errors.ts';
import { mediumIn } from '../../archive/culprit.ts';
import { reopen } from '../../archive/open.ts';
import { type Source, track } from '../../archive/track.ts';
import type { Scope } from '../../run/scope.ts';
import { inBackground } from '../background.ts';
import { pour } from '../disk/pour.ts';
import { ON_DISK, roomFor, unnamedFile } from '../disk/room.ts';
import type { Job } from '../job.ts';
import { Level } from '../level.ts';
import type { ImageSource } from './source.ts';
import { type Poured, requireUnchanged, streamInto, unreadable, type Written } from './stream.ts';
import { type Summing, sum } from './sums.ts';

/** An unpacked image in a file, from which any number of drives are written, each as fast as it can. */
export interface Reservoir {
  readonly path: string;
  /** It is the image's own file: how far it was written is how far that was read. */
  readonly isSource: boolean;
  /** Up to where it was summed beside that; Infinity where nobody waits for its sums, or they come with its bytes. */
  readonly summed: () => number;
  /**
   * Settles when so much of the image is there, or all of it.
   * @returns how much is there
   * @throws whatever has ended it
   */
  readonly reach: (bytes: number) => Promise<number>;
  /** To be asked by everyone who has read all of it: whether that was sound. */
  readonly end: () => Promise<Poured>;
  /** Why it could not be read. */
  readonly failureAt: (position: number, words: string) => Promise<TarstrapError>;
}

/** An image that is not packed is one itself. */
export function itself(source: ImageSource, summing: Summing | null, job: Job, scope: Scope): Reservoir {
  const { fd, identity } = source;
  const own = summing && track(reopen(fd));
  let failure: { readonly problem: unknown } | undefined;
  const reckoned = inBackground('reading the image', job, scope, async (background) => (own ? sumsOf(source, { own, summing }, background) : []));
  reckoned.catch((problem: unknown) => (failure = { problem }));
  const reach = async (): Promise<number> => {
    if (failure) throw failure.problem;
    return identity.size;
  };
  const end = async (): Promise<Poured> => {
    const sums = await reckoned;
    // Slow drives read on long after it was summed.
    requireUnchanged(source);
    return { bytes: identity.size, sums };
  };
  const failureAt: Reservoir['failureAt'] = (position, words) => unreadable(source, { position, words });
  return {
    path: `/proc/${process.pid}/fd/${fd}`,
    isSource: true,
    summed: own ? own.position : () => Infinity,
    reach,
    end,
    failureAt,
  };
}

interface Summed {
  readonly own: Source;
  readonly summing: Summing;
}

async function sumsOf({ image }: ImageSource, { own, summing }: Summed, job: Job): Promise<readonly string[]> {
  try {
    const { sums } = await sum(own.fd, summing, job);
    return await sums;
  } catch (problem) {
    throw (problem instanceof TarstrapError && mediumIn(image.file.path, problem.detail ?? '')) || problem;
  } finally {
    own.close();
  }
}

/** Unpacks it once, in the background, into memory where that is enough, else to disk. Drives that have begun to read hold nobody up. */
export async function unpacked(source: ImageSource, summing: Summing | null, job: Job, scope: Scope): Promise<Reservoir> {
  const folder = await folderFor(source, job, scope);
  const path = unnamedFile(folder, scope);
  const level = new Level();
  const write = async (stdin: number, { signal }: Job): Promise<Written> => {
    const end = await pour({ stdin, path, level, signal });
    return { bytes: end.bytes, end };
  };
  const failureOf = ({ end }: Written): TarstrapError => new TarstrapError('image-no-room', { folder: folder === ON_DISK ? folder : 'memory' }, end.problem);
  const end = inBackground('reading the image', job, scope, async (background): Promise<Poured> => {
    try {
      const poured = await streamInto({ source, summing, sink: { write, failureOf } }, background);
      level.end(poured.bytes);
      return poured;
    } catch (problem) {
      level.fail(problem);
      throw problem;
    }
  });
  const failureAt: Reservoir['failureAt'] = async (_, words) => new TarstrapError('drive-io', { path: folder, kind: 'directory' }, words);
  return { path, isSource: false, summed: () => Infinity, reach: (bytes) => level.reach(bytes), end: () => end, failureAt };
}

/** @throws TarstrapError `image-no-room` */
async function folderFor({ image: { imageBytes, usedBytes } }: ImageSource, job: Job, scope: Scope): Promise<string> {
  const bytes = Math.max(imageBytes ?? 0, usedBytes);
  const folder = await roomFor({ at: `${job.folder}/memory`, bytes, mayBeMore: imageBytes === null, mayBeOnDisk: true }, scope);
  if (folder === undefined) throw new TarstrapError('image-no-room', { folder: ON_DISK });
  return folder;
}
