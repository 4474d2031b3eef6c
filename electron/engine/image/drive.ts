import { TarstrapError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import { dd, type DdEnd, type DdRequest } from '../disk/dd.ts';
import type { Job } from '../job.ts';
import type { ImageSource } from './source.ts';
import { BLOCK, restOf, type Sink, type Written } from './stream.ts';
import { behindHead, HEAD_BYTES, piecesOf } from './stretches.ts';

/** An image goes onto a drive in large direct writes, all but its head. */
export interface Drive {
  readonly source: ImageSource;
  readonly device: string;
  /** Bytes of the drive, and of its sectors. */
  readonly size: number;
  readonly sectorSize: number;
  /** A file, in which the head of the image is kept meanwhile. */
  readonly head: string;
  /** Bytes that have been written, the head included. */
  readonly onProgress: (bytes: number) => void;
}

/** Straight out of the stream: one dd after the other goes on where the last has stopped reading. */
export function onto(drive: Drive): Sink {
  return { write: (stdin, job) => writeStream(stdin, drive, job), failureOf: (written) => failureOf(written, drive) };
}

async function writeStream(stdin: number, drive: Drive, { signal }: Job): Promise<Written> {
  const { source, head } = drive;
  const run = (args: readonly string[], more: Partial<DdRequest> = {}): Promise<DdEnd> => dd({ args, stdin, signal, ...more });
  let end = await run([`of=${head}`, `bs=${HEAD_BYTES}`, 'count=1', 'iflag=fullblock']);
  let at = end.bytes;
  let done = end.bytes;
  let isRead = false;
  for (const { startByte, sizeByte } of behindHead(piecesOf(source.stretches))) {
    if (end.problem !== '' || done < HEAD_BYTES) return { bytes: at, end };
    const before = done;
    isRead = sizeByte === null || startByte + sizeByte === source.image.imageBytes;
    // One byte more shows that it is longer than it says.
    const count = sizeByte === null ? [] : [`count=${sizeByte + (isRead ? 1 : 0)}`];
    const where = [`skip=${startByte - at}`, `seek=${startByte}`, ...count];
    end = await run([...where, ...toDrive(drive, startByte)], { onProgress: (bytes) => drive.onProgress(before + bytes) });
    at = end.bytes === 0 ? at : startByte + end.bytes;
    done += end.bytes;
    drive.onProgress(done);
    if (end.bytes < (sizeByte ?? 0)) return { bytes: at, end };
  }
  if (end.problem !== '' || isRead) return { bytes: at, end };
  end = await run([BLOCK, 'of=/dev/null', `count=${restOf(source, at)}`, 'iflag=fullblock,count_bytes']);
  return { bytes: at + end.bytes, end };
}

/**
 * How dd writes to it. A block map may count in blocks that are smaller than the drive's sectors: what begins between two of these cannot be written
 * past the page cache.
 */
export function toDrive({ device, sectorSize }: Drive, startByte: number): string[] {
  const direct = startByte % sectorSize === 0 ? 'direct,' : '';
  return [BLOCK, `of=${device}`, 'iflag=fullblock,skip_bytes,count_bytes', `oflag=${direct}seek_bytes`, 'conv=notrunc,nocreat'];
}

const FULL = /: No space left on device$/m;

/** Where dd could not write to it. */
export function failureOf({ bytes, end: { signal, problem } }: Written, { source: { image }, device, size }: Drive): TarstrapError {
  if (signal) return new TarstrapError('tar-killed', { tool: 'dd', signal });
  if (!FULL.test(problem) || bytes < size) return new TarstrapError('drive-io', { path: device }, problem);
  const facts = { path: device, what: image.file.path, needed: `more than ${formatBytes(size)}`, available: formatBytes(size) };
  return new TarstrapError('image-exceeds-target', facts);
}
