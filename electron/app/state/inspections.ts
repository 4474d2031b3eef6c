import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { InspectOptions } from '../../archive/inspect.ts';
import { inspectSource, type Source } from '../../image/source.ts';

/** One inspection at a time: the next one ends the one before. */
export interface Inspections {
  /** Ends what is going on. @returns the signal for what comes next */
  readonly begin: () => AbortSignal;
  /** @returns undefined where nobody waits for it any more */
  readonly inspect: (path: string, options: InspectOptions & { readonly signal: AbortSignal }) => Promise<Inspected | undefined>;
  /** Settles when none has anything left to put away. */
  readonly idle: () => Promise<void>;
}

export type Inspected = { readonly source: Source } | { readonly problem: Failure };

export function openInspections(): Inspections {
  let current = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const begin = (): AbortSignal => {
    current.abort();
    current = new AbortController();
    return current.signal;
  };
  const inspect: Inspections['inspect'] = async (path, options) => {
    const inspection = inspectSource(path, options);
    last = inspection.catch(() => {});
    const inspected = await inspection.then(
      (source) => ({ source }),
      (error: unknown) => ({ problem: toFailure(error) }),
    );
    return options.signal.aborted ? undefined : inspected;
  };
  const idle = async (): Promise<void> => void (await last);
  return { begin, inspect, idle };
}
