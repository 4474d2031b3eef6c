import { TarstrapError } from '../../../shared/errors.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { Mismatches } from './mismatches.ts';

/** Where something differs from its source, and so what is to be done about it (`shared/sentences.ts`). */
export type Where = 'stage' | 'removable' | 'drive' | 'image' | 'folder';

export interface Compared {
  readonly where?: Where | undefined;
  /** What it was compared with. */
  readonly source?: 'archive' | 'image';
}

/** @throws TarstrapError `verify-mismatch` */
export function refuse(found: Mismatches, target: TargetFacts, { where = whereIs(target), source = 'archive' }: Compared = {}): void {
  if (found.count === 0) return;
  throw new TarstrapError('verify-mismatch', { path: target.path, where, source, count: found.count, example: found.first ?? '' }, found.text);
}

function whereIs({ kind, removable }: TargetFacts): Where {
  if (kind === 'directory') return 'folder';
  if (kind === 'image') return 'image';
  return removable ? 'removable' : 'drive';
}
