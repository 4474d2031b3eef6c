import type { Traffic } from '../proc/vitals.ts';
import type { Report, SignalledTool } from './tools.ts';

/** What is known of the process beside its words. */
export interface Witness {
  /** Signals that were sent. */
  readonly signals: () => number;
  /** Bytes that it has moved; undefined where that cannot be seen. */
  readonly traffic: () => Traffic | undefined;
}

/**
 * Whether a report is one. Names of members and of their attributes come on standard error as they are, newlines and all,
 * so an archive can say `Total bytes read: …` as well as tar. There are no more reports than were asked for, and the one
 * at the end; and none speaks of more than the process has moved: the kernel counts every read(2) and write(2), of which
 * the stream is a part. A process that has just ended is not seen any more, so the last look at it counts.
 *
 * @returns what asks for one report after the other
 */
export function believer({ ahead, quotes }: Pick<SignalledTool, 'ahead' | 'quotes'>, { signals, traffic }: Witness): (report: Report) => boolean {
  if (!quotes) return () => true;
  let believed = 0;
  let seen: Traffic | undefined;
  return ({ position, counts }) => {
    if (believed > signals()) return false;
    seen = traffic() ?? seen;
    if (seen && position > seen[counts] + ahead) return false;
    believed += 1;
    return true;
  };
}
