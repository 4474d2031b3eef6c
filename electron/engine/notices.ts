import { grouped } from '../../shared/format.ts';
import { isTerminal, type LaneEvent } from '../../shared/protocol.ts';

/** Of each kind: tar may warn of every member of an archive, and has somebody to read it. */
const MOST = 1000;

/**
 * Lets the first notices of a lane out, counts the others, and says how many these were before it ends. What we say
 * ourselves does not get lost among what tar says: warnings are counted apart.
 */
export function limitNotices(emit: (event: LaneEvent) => void): (event: LaneEvent) => void {
  const counts = { info: 0, warning: 0 };
  return (event) => {
    if (event.type === 'notice' && (counts[event.level] += 1) > MOST) return;
    if (isTerminal(event)) for (const level of ['info', 'warning'] as const) tellRest(level, counts[level] - MOST, emit);
    emit(event);
  };
}

function tellRest(level: 'info' | 'warning', count: number, emit: (event: LaneEvent) => void): void {
  if (count > 0) emit({ type: 'notice', level, text: `… and ${grouped(count)} more, not shown here.` });
}
