import { holdersInShort } from '../../shared/busy.ts';
import type { DriveFacts, Holder } from '../../shared/targetFacts.ts';
import type { TargetRef } from '../../shared/view.ts';

/** A place of the window on which an archive can be dropped, by a key that the page can carry in an attribute. */
export type PlaceKey = string;

export const ZONE: PlaceKey = 'zone';

/** Another medium under the same name is another target, but it stays on the same card. */
export function keyOf(ref: TargetRef): PlaceKey {
  return ref.kind === 'device' ? `device:${ref.path}` : ref.kind;
}

export function refOf(drive: DriveFacts): TargetRef {
  return deviceOf(drive);
}

export function deviceOf({ target }: DriveFacts): Extract<TargetRef, { kind: 'device' }> {
  return { kind: 'device', path: target.path, diskseq: target.diskseq };
}

/** A card that cannot be written can be read all the same; not so the running system, which changes meanwhile, nor an empty reader. */
export function canCapture({ target, unusable }: DriveFacts): boolean {
  return unusable === undefined && target.protectedBy === undefined && target.size > 0;
}

/** The card that stands for a target: a partition has that of its drive. */
export function cardOf(ref: TargetRef, drives: readonly DriveFacts[]): PlaceKey {
  if (ref.kind !== 'device') return keyOf(ref);
  const drive = drives.find(({ target, partitions }) => target.path === ref.path || partitions.some(({ path }) => path === ref.path));
  return keyOf(drive ? refOf(drive) : ref);
}

export interface Place {
  /** null: it counts as the archive's zone. */
  readonly ref: TargetRef | null;
  readonly lock: string | null;
}

export function placeOf(key: PlaceKey, drives: readonly DriveFacts[]): Place {
  if (key === 'image' || key === 'folder') return { ref: { kind: key }, lock: null };
  const drive = drives.find((candidate) => keyOf(refOf(candidate)) === key);
  return drive ? { ref: refOf(drive), lock: lockOf(drive) } : { ref: null, lock: null };
}

/** Why a drive cannot be chosen, as a sentence. */
export function lockOf({ target, unusable }: DriveFacts): string | null {
  if (target.protectedBy !== undefined) return sentence(target.protectedBy);
  if (target.heldBy) return heldWords(target.heldBy);
  if (unusable !== undefined) return sentence(unusable);
  return target.readOnly ? 'It is read-only: move the lock switch of the card, if it has one.' : null;
}

function heldWords(holders: readonly Holder[]): string {
  const { names, free } = holdersInShort(holders);
  return `In use: ${names}.${free === '' ? '' : ` Free it, as root: ${free}`}`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}
