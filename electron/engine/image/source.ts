import { isDeepStrictEqual } from 'node:util';
import { TarstrapError } from '../../../shared/errors.ts';
import type { FileIdentity } from '../../../shared/facts.ts';
import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { identityOf } from '../../archive/open.ts';
import type { Bmap } from '../../image/bmap.ts';
import { bmapIn } from '../../image/bmapBeside.ts';
import { inspectOpenImage } from '../../image/inspect.ts';
import type { Caller } from '../caller.ts';
import { findInspected } from '../flash/source.ts';
import type { Job } from '../job.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** A disk image as a job has it open. */
export interface ImageSource {
  readonly image: ImageFacts;
  readonly fd: number;
  /** Of what is open, as it was opened. */
  readonly identity: FileIdentity;
  readonly bmap: Bmap | undefined;
  /** What of it is written, in order. */
  readonly stretches: readonly Stretch[];
}

/**
 * Finds the image, and the block map that belongs to it.
 * @returns what opens them, and proves that they are what the plan was made of: nobody's word is taken for it
 * @throws TarstrapError as {@link findInspected}
 */
export async function findImage(image: ImageFacts, caller: Caller | null, job: Job): Promise<() => Promise<ImageSource>> {
  const openImage = await findInspected(image.file, caller, job);
  const openBmap = image.bmap && (await findInspected(image.bmap.file, caller, job));
  return async () => {
    const fd = await openImage();
    const found = image.bmap && openBmap ? bmapIn(held(await openBmap(), image.bmap.file.path)) : undefined;
    const inspected = await inspectOpenImage(held(fd, image.file.path), { signal: job.signal, findBmap: () => found });
    requireSame(image, inspected);
    return { image, fd, identity: identityOf(fd), bmap: found?.bmap, stretches: stretchesOf(image.imageBytes, found?.bmap) };
  };
}

/** It may be a copy (`flash/fetch.ts`). */
function held(fd: number, path: string): Parameters<typeof inspectOpenImage>[0] {
  return { fd, identity: { ...identityOf(fd), path } };
}

/** But for its length, which shows when it is unpacked: how far there was time to look for it differs. @throws TarstrapError `archive-changed` */
function requireSame(shown: ImageFacts, found: ImageFacts | undefined): void {
  const essence = ({ file: _file, imageBytes: _imageBytes, bmap, ...rest }: ImageFacts): unknown => plain({ ...rest, bmap: bmap && { ...bmap, file: null } });
  if (!found || !isDeepStrictEqual(essence(shown), essence(found))) throw new TarstrapError('archive-changed', { path: shown.file.path });
}

/** As it crosses to us: what is undefined is not there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
