import { fstatSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import type { FeedRequest } from './feed.ts';
import { nameOf } from './open.ts';

/** Volumes of a tar that tar itself has split (`tar -cM`). Unlike parts of a file they cannot be put one behind the other. */

/** A record of tar's, of which volumes have whole ones. */
const RECORD = 10_240;

/** A stream that ends within a member; it may be the end of a volume, where the file ends with a record. */
export function asCut(request: FeedRequest): TarstrapError {
  const isLikeVolume = request.compression === 'none' && fstatSync(request.fd).size % RECORD === 0;
  return new TarstrapError(
    'archive-damaged',
    { path: nameOf(request), ...(isLikeVolume ? { ends: 'like a volume' } : {}) },
    'It ends in the middle of a member.',
  );
}
