import { counted } from './counted.ts';
import type { Loss } from './facts.ts';
import { visible } from './visible.ts';

/** What was packed and is not on the target, one sentence a kind. */
export function lossText({ what, count, example }: Loss): string {
  const where = count === 1 ? example : [counted(count, 'member'), example && `such as ${example}`].filter(Boolean).join(', ');
  return visible(`Not kept: ${what}${where ? ` (${where})` : ''}.`);
}
