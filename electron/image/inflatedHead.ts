import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { TarstrapError } from '../../shared/errors.ts';
import type { ZipEntry } from '../../shared/imageFacts.ts';
import { bytesOf, type HeldArchive } from '../archive/open.ts';

const PIECE = 256 * 1024;

/**
 * How a member of a zip begins.
 * @param most bytes of it that are wanted; a few more may come
 * @throws TarstrapError `archive-damaged`
 */
export async function inflatedHead(archive: HeldArchive, entry: ZipEntry, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What goes wrong is thrown where it is read.
  const inflate = pipeline(Readable.from(piecesOf(archive, entry)), createInflateRaw(), () => {});
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= most) break;
    }
  } catch (error) {
    if (error instanceof TarstrapError) throw error;
    throw new TarstrapError('archive-damaged', { path: archive.identity.path }, error instanceof Error ? error.message : undefined, { cause: error });
  }
  return Buffer.concat(chunks);
}

function* piecesOf(archive: HeldArchive, { startByte, packedBytes }: ZipEntry): Generator<Buffer> {
  const { at } = bytesOf(archive);
  for (let done = 0; done < packedBytes; done += PIECE) yield at(startByte + done, Math.min(PIECE, packedBytes - done));
}
