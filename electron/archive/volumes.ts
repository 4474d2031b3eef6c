import { TarstrapError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/facts.ts';
import type { HeldArchive } from './open.ts';

/** Volumes of a tar that tar itself has split (`tar -cM`). Unlike parts of a file they cannot be put one behind the other. */

/** A record of tar's, of which volumes have whole ones. */
const RECORD = 10_240;

/** The rest of a member that begins on another volume, as tar lists it; in a pax archive it is a file by such a name. */
const CONTINUED = /^(?:block \d+: M[-rwxsStT]{9} |block \d+: -[-rwxsStT]{9}.* "(?:[^"]*\/)?GNUFileParts(?:\.\d+)?\/)/;

export function isContinued(line: string): boolean {
  return CONTINUED.test(line);
}

export function asVolume(path: string): TarstrapError {
  return new TarstrapError('archive-in-volumes', { path });
}

/** Damage that may be the end of a volume: the file ends within a member, and where a record does. */
export function perhapsVolume(error: unknown, { identity: { path, size } }: HeldArchive, compression: Compression): TarstrapError | undefined {
  if (!(error instanceof TarstrapError) || error.code !== 'archive-damaged' || compression !== 'none' || size % RECORD !== 0) return undefined;
  return error.detail?.includes('Unexpected EOF in archive')
    ? new TarstrapError('archive-damaged', { path, ends: 'like a volume' }, error.detail, { cause: error })
    : undefined;
}
