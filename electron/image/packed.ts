import { TarstrapError } from '../../shared/errors.ts';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import type { Bytes } from '../archive/container/bytes.ts';
import { exactLengthOf } from '../archive/container/exactLength.ts';
import { type Compressed, compressionOf } from '../archive/formats.ts';
import { bytesOf, type HeldArchive } from '../archive/open.ts';
import { HEAD_BYTES } from '../archive/signatures.ts';
import { unpackedHead } from '../archive/unpackedHead.ts';
import { inflatedHead } from './inflatedHead.ts';
import { entryOf, isZip } from './inZip.ts';
import { inMemory, stretchOf } from './stretch.ts';

/** What is packed in a file, as far as it can be looked at without unpacking all of it. */
export interface Packed extends Pick<ImageFacts, 'compression' | 'zip' | 'imageBytes'> {
  readonly bytes: Bytes;
  /** Nothing lies behind these bytes. */
  readonly isWhole: boolean;
  /** What its decompressor had to say, if it failed within them. */
  readonly failed?: string;
}

/** With a first partition that begins as late as any does, and its superblock. */
const BEGINNING = 4 * 1024 ** 2 + HEAD_BYTES;

/** @returns undefined for a zip that holds no image */
export async function lookInto(archive: HeldArchive, signal?: AbortSignal): Promise<Packed | undefined> {
  const bytes = bytesOf(archive);
  if (isZip(bytes)) return lookIntoZip(archive, bytes);
  const compression = compressionOf(bytes.at(0, HEAD_BYTES));
  if (compression === 'none') return { compression, zip: null, bytes, imageBytes: bytes.size, isWhole: true };
  return lookIntoCompressed(archive, compression, signal);
}

async function lookIntoCompressed(archive: HeldArchive, compression: Compressed, signal: AbortSignal | undefined): Promise<Packed> {
  const { head, ended, end } = await unpackedHead(archive, { compression, suffices: (size) => size >= BEGINNING, signal });
  const isWhole = ended && end.ok;
  const imageBytes = isWhole ? head.length : (exactLengthOf(bytesOf(archive), compression) ?? null);
  return { compression, zip: null, bytes: inMemory(head), imageBytes, isWhole, ...(end.ok ? {} : { failed: end.detail ?? '' }) };
}

async function lookIntoZip(archive: HeldArchive, outer: Bytes): Promise<Packed | undefined> {
  const zip = entryOf(archive);
  if (!zip) return undefined;
  const { startByte, unpackedBytes: imageBytes } = zip;
  const bytes = zip.method === 'stored' ? stretchOf(outer, startByte, imageBytes) : inMemory(await inflatedHead(archive, zip, BEGINNING));
  if (bytes.size < Math.min(imageBytes, BEGINNING)) throw new TarstrapError('archive-damaged', { path: archive.identity.path });
  return { compression: 'none', zip, bytes, imageBytes, isWhole: bytes.size >= imageBytes };
}
