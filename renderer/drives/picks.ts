import { MOST_LANES } from '../../shared/lanes.ts';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { lockOf } from '../state/place.ts';

/** Drives that are checked, to be written together. */

/** A fixed drive is confirmed by its name, one at a time. */
export function canPick(drive: DriveFacts): boolean {
  return lockOf(drive) === null && drive.target.removable;
}

/** Another medium under the same name is not checked by that. */
export function pickOf({ target: { path, diskseq } }: DriveFacts): string {
  return [path, diskseq].filter(Boolean).join(' ');
}

export function pathOfPick(pick: string): string {
  return pick.split(' ')[0] ?? pick;
}

/** In the order in which they were checked; those that are gone are left out. */
export function pickedOf(picks: readonly string[], drives: readonly DriveFacts[]): readonly DriveFacts[] {
  return picks.flatMap((pick) => drives.find((drive) => pickOf(drive) === pick && canPick(drive)) ?? []);
}

export function isFull(picked: readonly DriveFacts[]): boolean {
  return picked.length >= MOST_LANES;
}

export function withPick(picked: readonly DriveFacts[], drive: DriveFacts): readonly string[] {
  const picks = picked.map(pickOf);
  return picks.includes(pickOf(drive)) || isFull(picked) ? picks : [...picks, pickOf(drive)];
}

export function toggled(picked: readonly DriveFacts[], drive: DriveFacts): readonly string[] {
  const picks = picked.map(pickOf);
  return picks.includes(pickOf(drive)) ? picks.filter((pick) => pick !== pickOf(drive)) : withPick(picked, drive);
}
