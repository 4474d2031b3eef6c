import type { Wish } from './fstab.ts';
import type { Surroundings } from './places.ts';
import type { PlacedMount } from './snapshot.ts';
import { isSystemPlace } from './systemPlaces.ts';
import { devicesOfSource, tagOf } from './tags.ts';

/** What is to be mounted at a place of the system, or to be swapped on, and is not now: an automount that waits, a spare `/boot`. */
export interface Due {
  /** Undefined for swap. */
  readonly at: string | undefined;
  /** `MAJ:MIN` of all that it may be. */
  readonly numbers: readonly string[];
  /** It is known by what lies on it, not by its node. */
  readonly byTag: boolean;
}

interface Now extends Surroundings {
  readonly mounts: readonly PlacedMount[];
  readonly swaps: readonly string[];
}

export function dueOf(wishes: readonly Wish[], now: Now): Due[] {
  return wishes
    .filter(({ at }) => at === undefined || isSystemPlace(at))
    .map(({ source, at }) => ({ at, numbers: devicesOfSource(source, now), byTag: tagOf(source) !== undefined }))
    .filter((due) => !isMet(due, now));
}

/**
 * A wish that has come true says nothing of other devices: a copy of the system's card has the same tags. It comes true
 * by a filesystem on a device only; an automount that waits is none, and what a user can mount at home (FUSE) is none either.
 */
function isMet({ at, numbers }: Due, { mounts, swaps }: Now): boolean {
  if (at === undefined) return numbers.some((number) => swaps.includes(number));
  return mounts.some((mount) => mount.at === at && mount.numbers.length > 0);
}
