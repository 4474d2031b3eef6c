import type { DriveFacts } from '../../shared/targetFacts.ts';
import { lockOf } from '../state/place.ts';

/** Cards must not jump under the pointer: in each group they stay in the order in which they were first seen. */

/** The paths in the order in which they came, those that are gone left out; the same list if nothing has changed. */
export function seen(paths: readonly string[], drives: readonly DriveFacts[]): readonly string[] {
  const now = drives.map(({ target }) => target.path);
  const kept = paths.filter((path) => now.includes(path));
  const fresh = now.filter((path) => !paths.includes(path));
  return fresh.length > 0 || kept.length < paths.length ? [...kept, ...fresh] : paths;
}

export interface Groups {
  /** Cards and sticks. */
  readonly ready: readonly DriveFacts[];
  /** Built in, but not protected. */
  readonly fixed: readonly DriveFacts[];
  readonly locked: readonly DriveFacts[];
}

export function grouped(drives: readonly DriveFacts[], order: readonly string[]): Groups {
  const sorted = drives.toSorted((a, b) => order.indexOf(a.target.path) - order.indexOf(b.target.path));
  const free = sorted.filter((drive) => lockOf(drive) === null);
  return {
    ready: free.filter(({ target }) => target.removable),
    fixed: free.filter(({ target }) => !target.removable),
    locked: sorted.filter((drive) => lockOf(drive) !== null),
  };
}
