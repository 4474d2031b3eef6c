import type { Edit } from '../edits.ts';
import { visible } from '../visible.ts';

/** Lines for a plan: what is set, and in which files. Of edits that serve the same the paths stand together. */
export function describeFirstBoot(edits: readonly Edit[]): string[] {
  const subjects = new Map<string, string[]>();
  for (const edit of edits) subjects.set(edit.what, [...(subjects.get(edit.what) ?? []), placeOf(edit)]);
  return [...subjects].map(([what, places]) => visible(`First boot: ${what} (${places.join(', ')})`));
}

function placeOf({ path, change }: Edit): string {
  return change.kind === 'remove' ? `without /${path}` : `/${path}`;
}
