import { TarstrapError } from './errors.ts';
import type { Holder } from './targetFacts.ts';

/** Names in one sentence. */
const SHOWN = 5;

/**
 * Somebody has it: who, and how it is freed.
 * @param otherwise what is said where nobody is known
 */
export function busy(path: string, holders: readonly Holder[], otherwise = 'something on it is mounted or in use', detail?: string): TarstrapError {
  const shown = holders.slice(0, SHOWN);
  const free = shown.flatMap((holder) => holder.free ?? []);
  const names = shown.map(({ what }) => what).join(', ') || otherwise;
  return new TarstrapError('target-busy', { path, holders: names, ...(free.length > 0 ? { free: free.join('; ') } : {}) }, detail);
}
