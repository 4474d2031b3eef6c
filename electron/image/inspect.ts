import { TarstrapError } from '../../shared/errors.ts';
import type { FileIdentity } from '../../shared/facts.ts';
import { formatApart } from '../../shared/format.ts';
import type { BmapFacts, ImageFacts } from '../../shared/imageFacts.ts';
import { type HeldArchive, openArchive } from '../archive/open.ts';
import { isImageName } from '../archive/recognise.ts';
import { HEAD_BYTES, recognise } from '../archive/signatures.ts';
import { partOf } from '../archive/parts.ts';
import { refuseBroken } from '../archive/wholeness.ts';
import { unfit } from './bmap.ts';
import { bmapBeside, type FoundBmap } from './bmapBeside.ts';
import { contentsOf } from './contents.ts';
import { foreign, foreignImage } from './foreign.ts';
import { lookInto, type Packed } from './packed.ts';
import { type Outline, outlineOf } from './table.ts';

export interface ImageInspection {
  readonly signal?: AbortSignal | undefined;
  /** Where its block map is, if it has one; left out: beside it. */
  readonly findBmap?: ((imagePath: string) => FoundBmap | undefined) | undefined;
}

/**
 * What a file is as a disk image, by what is in it and whatever its name. Of what is compressed only the beginning is unpacked.
 * @returns undefined for what is none: a tarball, or something else
 * @throws TarstrapError with an `image-…` code for an image that cannot be written as it is; `archive-…` if the file is damaged or cannot be read
 */
export async function inspectImage(path: string, options: ImageInspection = {}): Promise<ImageFacts | undefined> {
  using held = openArchive(path);
  // Awaited here: it is open as long as it is read.
  return await inspectOpenImage(held, options);
}

/** As {@link inspectImage}, of what is open. */
export async function inspectOpenImage(held: HeldArchive, { signal, findBmap = bmapBeside }: ImageInspection = {}): Promise<ImageFacts | undefined> {
  const { identity: file } = held;
  const packed = await lookInto(held, signal);
  const outline = packed && outlineIn(file.path, packed);
  if (!packed || !outline) return undefined;
  refuseDamaged(held, packed);
  if (outline === 'damaged') throw new TarstrapError('image-table-damaged', { path: file.path });
  return factsOf(file, packed, outline, findBmap);
}

function outlineIn(path: string, packed: Packed): ReturnType<typeof outlineOf> {
  const beginning = recognise(packed.bytes.at(0, HEAD_BYTES));
  // A tar of an image begins with a name; and what is in it stands behind that.
  if (beginning.kind === 'tar') return undefined;
  if (packed.zip && beginning.kind === 'compressed' && isImageName(packed.zip.name)) {
    throw new TarstrapError('image-zip-unfit', { path, what: 'a zip file that holds an image which is compressed itself' });
  }
  const stranger = foreignImage(packed.bytes, packed.isWhole);
  if (stranger) throw foreign(path, stranger, packed);
  return outlineOf(packed.bytes);
}

function factsOf(file: FileIdentity, packed: Packed, outline: Outline, findBmap: NonNullable<ImageInspection['findBmap']>): ImageFacts {
  const { compression, zip } = packed;
  const { reach, ...contents } = contentsOf(packed, outline);
  refuseCut(file.path, packed.imageBytes, reach);
  const bmap = suiting(findBmap(file.path), packed.imageBytes ?? undefined, reach.byte);
  return { file, compression, zip, bmap, imageBytes: packed.imageBytes ?? bmap?.imageBytes ?? null, ...contents };
}

/** One of another image would leave out what belongs to this one. */
function suiting(found: FoundBmap | undefined, imageBytes: number | undefined, leastBytes: number): BmapFacts | null {
  if (!found) return null;
  const { facts } = found;
  const isOfImage = imageBytes === undefined ? facts.imageBytes >= leastBytes : facts.imageBytes === imageBytes;
  if (!isOfImage) throw unfit(facts.file.path, 'it belongs to an image of another size');
  return facts;
}

function refuseDamaged(held: HeldArchive, { compression, failed, container }: Packed): void {
  if (compression !== 'none') refuseBroken(held, compression, container);
  const { path } = held.identity;
  if (failed !== undefined) throw partOf(path) ?? new TarstrapError('archive-damaged', { path }, failed);
}

function refuseCut(path: string, imageBytes: number | null, reach: { readonly what: string; readonly byte: number }): void {
  if (imageBytes === null || reach.byte <= imageBytes) return;
  const [needed, available] = formatApart(reach.byte, imageBytes);
  throw new TarstrapError('image-cut', { path, what: reach.what, needed, available });
}
