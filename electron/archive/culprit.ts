import { read } from 'node:fs';
import { promisify } from 'node:util';
import { TarstrapError } from '../../shared/errors.ts';
import { blameTool, type ToolEnd } from '../run/unfit.ts';
import { archiveError } from './open.ts';

/**
 * An archive lies on a drive, too, or in a network folder. When that fails, whoever reads it says all sorts of things: igzip that
 * there was an error, lz4 nothing at all, and tar behind it that the archive ends too early. So the system itself is asked.
 */
export interface Reading {
  /** The open archive; its offset is neither used nor moved. */
  readonly fd: number;
  readonly path: string;
  /** How far it was read: a read that fails moves nothing. */
  readonly position: number;
  /** Of tar and of the decompressor. */
  readonly words: string;
  /** Whoever has failed, the first in the row before those that it fed. */
  readonly ends: readonly (ToolEnd | undefined)[];
}

const readAt = promisify(read);
const BYTES = 4096;

/**
 * Why a pass over an archive has failed where the archive itself is not to blame. A medium that has failed for a moment is known by the
 * words only.
 * @returns TarstrapError `archive-io`, `tar-killed`, `tool-unfit`, `reader-cannot-run`
 */
export async function otherCulprit(reading: Reading): Promise<TarstrapError | undefined> {
  return (await blameMedium(reading)) ?? (await blameReaders(reading));
}

async function blameReaders({ ends }: Reading): Promise<TarstrapError | undefined> {
  for (const end of ends) {
    const problem = end && (await blameTool(end));
    if (problem) return problem;
  }
  return undefined;
}

async function blameMedium({ fd, path, position, words }: Reading): Promise<TarstrapError | undefined> {
  const problem = await readAt(fd, Buffer.alloc(BYTES), 0, BYTES, position).then(
    () => undefined,
    (error: unknown) => archiveError(path, error),
  );
  if (problem instanceof TarstrapError && problem.code === 'archive-io') return problem;
  return mediumIn(path, words);
}

/** @param words of whoever reads the archive. @returns TarstrapError `archive-io` where they tell that its medium has failed */
export function mediumIn(path: string, words: string): TarstrapError | undefined {
  const telling = words.split('\n').filter(tellsOfMedium);
  return telling.length > 0 ? new TarstrapError('archive-io', { path, reason: LOST }, telling.slice(0, 3).join('\n')) : undefined;
}

const LOST = 'the drive or network folder that it lies on has failed or was gone for a moment';

/** In the words of the C library (strerror(3)). A decompressor reads nothing else. */
const ERRORS =
  /Input\/output error|Remote I\/O error|Transport endpoint is not connected|Software caused connection abort|Host is down|Stale file handle|Connection timed out|No such device/;
/** tar speaks of a member, or of its own input. */
const OF_TAR = /^\S{0,200}tar: /;
/** `tar: -: Cannot read: Input/output error`. What it has opened itself may stand between quotes, by `--quoting-style` and locale. */
const OF_ITS_INPUT =
  /^\S{0,200}tar: [^\w./-]{0,3}(?:-[^\w./-]{0,3}: (?:Cannot read|Read error)|\/proc\/self\/fd\/0[^\w./-]{0,3}: (?:Cannot (?:read|open|seek)|Read error))/;

function tellsOfMedium(line: string): boolean {
  return ERRORS.test(line) && (!OF_TAR.test(line) || OF_ITS_INPUT.test(line));
}
