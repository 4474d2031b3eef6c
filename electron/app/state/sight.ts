import { type Seen, see } from './plan.ts';
import type { Choice } from './target.ts';

/** Targets, as they were seen last. */
export interface Sight {
  /** As they are now. */
  readonly look: (choices: readonly Choice[], archivePath: string | undefined) => Promise<readonly Seen[]>;
  /** As they were a moment ago, if they were looked at for the same archive. */
  readonly recall: Sight['look'];
}

/** What an archive is shows while its target is looked at, or hardly later: nobody waits for a second look then. In milliseconds. */
const MOMENT_MS = 1000;

export function openSight(): Sight {
  let last: { readonly of: string; readonly at: number; readonly seen: ReturnType<Sight['look']> } | undefined;
  const look: Sight['look'] = (choices, archivePath) => {
    last = { of: nameOf(choices, archivePath), at: performance.now(), seen: see(choices, archivePath) };
    return last.seen;
  };
  const recall: Sight['look'] = async (choices, archivePath) => {
    const seen = last?.of === nameOf(choices, archivePath) && performance.now() - last.at < MOMENT_MS ? await last.seen : undefined;
    // What could not be seen a moment ago may be seen now.
    return seen?.every(({ problem }) => !problem) ? seen : look(choices, archivePath);
  };
  return { look, recall };
}

function nameOf(choices: readonly Choice[], archivePath: string | undefined): string {
  return JSON.stringify([choices.map(({ ref, path }) => [ref, path]), archivePath]);
}
