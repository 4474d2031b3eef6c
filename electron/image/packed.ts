import { TarstrapError } from '../../shared/errors.ts';
import type { ImageFacts, ZipEntry } from '../../shared/imageFacts.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { type Survey, UNKNOWN } from '../archive/container/look.ts';
import { surveyOf } from '../archive/container/survey.ts';
import { type Compressed, compressionOf } from '../archive/formats.ts';
import { bytesOf, type HeldArchive } from '../archive/open.ts';
import { HEAD_BYTES } from '../archive/signatures.ts';
import { type UnpackedHead, unpackedHead } from '../archive/unpackedHead.ts';
import { once } from '../run/once.ts';
import { inflatedHead } from './inflatedHead.ts';
import { entryOf, isZip } from './inZip.ts';
import { inMemory, stretchOf } from './stretch.ts';
import { outlineOf } from './table.ts';

/** What is packed in a file, as far as it can be looked at without unpacking all of it. */
export interface Packed extends Pick<ImageFacts, 'compression' | 'zip' | 'imageBytes'> {
  readonly bytes: Bytes;
  /** Nothing lies behind these bytes. */
  readonly isWhole: boolean;
  /** What its container tells of its end. */
  readonly container: Pick<Survey, 'shape' | 'end'>;
  /** What its decompressor had to say, if it failed within them. */
  readonly failed?: string;
}

/** With the first partition of most, and its superblock. */
const BEGINNING = 4 * MiB + HEAD_BYTES;
/** Boards whose boot loader is large have it in front of the first partition. */
const LATEST = 32 * MiB;

/** @returns bytes of an image that begins like this, up to where its first partition can be recognised; 0 if that begins too late */
function wantedOf(head: Buffer): number {
  const outline = outlineOf(inMemory(head));
  const first = typeof outline === 'object' ? Math.min(...outline.partitions.map(({ startByte }) => startByte)) : 0;
  return first <= LATEST ? first + HEAD_BYTES : 0;
}

/** @returns undefined for a zip that holds no image */
export async function lookInto(archive: HeldArchive, signal?: AbortSignal): Promise<Packed | undefined> {
  const bytes = bytesOf(archive);
  if (isZip(bytes)) return lookIntoZip(archive, bytes, signal);
  const compression = compressionOf(bytes.at(0, HEAD_BYTES));
  if (compression === 'none') return { compression, zip: null, bytes, imageBytes: bytes.size, isWhole: true, container: UNKNOWN };
  return lookIntoCompressed(archive, compression, signal);
}

async function lookIntoCompressed(archive: HeldArchive, compression: Compressed, signal: AbortSignal | undefined): Promise<Packed> {
  // No more than is wanted, in whatever pieces it comes: whoever looks again finds the same.
  const look = async (most: number, onStart = (): unknown => undefined): Promise<UnpackedHead> => {
    const { head, ...rest } = await unpackedHead(archive, { compression, suffices: (size) => size >= most, signal, onStart });
    return { ...rest, head: head.subarray(0, most) };
  };
  const survey = once(() => {
    const found = surveyOf(bytesOf(archive), compression);
    // Told where it is asked for, if it ever is.
    found.catch(() => {});
    return found;
  });
  const short = await look(BEGINNING, survey);
  const wanted = wantedOf(short.head);
  const { head, ended, end } = short.ended || wanted <= short.head.length ? short : await look(wanted);
  const isWhole = ended && end.ok;
  const { length, ...container } = await survey();
  const imageBytes = isWhole ? head.length : (length ?? null);
  return { compression, zip: null, bytes: inMemory(head), imageBytes, isWhole, container, ...(end.ok ? {} : { failed: end.detail ?? '' }) };
}

async function lookIntoZip(archive: HeldArchive, outer: Bytes, signal: AbortSignal | undefined): Promise<Packed | undefined> {
  const zip = entryOf(archive);
  if (!zip) return undefined;
  const { startByte, unpackedBytes: imageBytes } = zip;
  const bytes = zip.method === 'stored' ? stretchOf(outer, startByte, imageBytes) : inMemory(await beginningOf(archive, zip, signal));
  if (bytes.size < Math.min(imageBytes, BEGINNING)) throw new TarstrapError('archive-damaged', { path: archive.identity.path });
  return { compression: 'none', zip, bytes, imageBytes, isWhole: bytes.size >= imageBytes, container: UNKNOWN };
}

async function beginningOf(archive: HeldArchive, zip: ZipEntry, signal: AbortSignal | undefined): Promise<Buffer> {
  const short = await inflatedHead(archive, zip, BEGINNING, signal);
  const wanted = wantedOf(short);
  return wanted <= short.length || short.length >= zip.unpackedBytes ? short : inflatedHead(archive, zip, wanted, signal);
}
