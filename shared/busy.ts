import { TarstrapError } from './errors.ts';
import type { Holder } from './targetFacts.ts';

/** Names in one sentence. */
const SHOWN = 5;

/**
 * Somebody has it: who, and how it is freed.
 * @param otherwise what is said where nobody is known
 */
export function busy(path: string, holders: readonly Holder[], otherwise = 'something on it is mounted or in use', detail?: string): TarstrapError {
  const { names, free } = holdersInShort(holders);
  return new TarstrapError('target-busy', { path, holders: names || otherwise, ...(free === '' ? {} : { free }) }, detail);
}

/** @returns the end of a sentence, and the commands that make them let go; both may be empty */
export function holdersInShort(holders: readonly Holder[]): { readonly names: string; readonly free: string } {
  const shown = holders.slice(0, SHOWN);
  return { names: shown.map(({ what }) => what).join(', '), free: shown.flatMap((holder) => holder.free ?? []).join('; ') };
}
