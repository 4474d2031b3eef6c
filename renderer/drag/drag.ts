import { CARD } from './startDrag.ts';
import type { PlaceKey } from '../state/place.ts';

/** What is being dragged over the window, as far as a page may know before it is dropped. */
export type Load = 'archive' | 'several' | 'foreign' | 'card';

export interface Drag {
  readonly load: Load;
  /** The place under the pointer. */
  readonly over: PlaceKey;
  /** With Shift held: the drive is added to those that are checked. */
  readonly isAdding: boolean;
}

/**
 * @param types of the data, by which files are told from text and pictures of pages
 * @param kinds of its items; some file managers list none until the drop
 */
export function loadOf(types: readonly string[], kinds: readonly string[]): Load {
  if (types.includes(CARD)) return 'card';
  if (!types.includes('Files')) return 'foreign';
  return kinds.filter((kind) => kind === 'file').length > 1 ? 'several' : 'archive';
}

export type Acceptance = { readonly accepts: true } | { readonly accepts: false; readonly why: string };

export interface Situation {
  readonly load: Load;
  readonly isBusy: boolean;
  /** Why the place itself is locked. */
  readonly lock: string | null;
  /** It is the archive's. */
  readonly isZone: boolean;
}

/** Whether a place would take what is dragged; the reason that holds everywhere comes before that of the place. */
export function acceptance({ load, isBusy, lock, isZone }: Situation): Acceptance {
  if (isBusy) return { accepts: false, why: 'A job is running' };
  if (load === 'card') return isZone ? { accepts: true } : { accepts: false, why: 'Drop it on the archive' };
  if (load === 'several') return { accepts: false, why: 'One file at a time' };
  if (load === 'foreign') return { accepts: false, why: 'Only a file can be dropped' };
  return lock === null ? { accepts: true } : { accepts: false, why: 'Locked' };
}
