import { listed } from '../../shared/listed.ts';
import { isTerminal, type JobEvent } from '../../shared/protocol.ts';
import { hasEnded, type Lane } from './lanes.ts';

/**
 * Tells what is to be said after an event. What all lanes that still run say in the same words is said once, as soon as the last of them has; what only
 * some say, with their names, when one of these goes on.
 */
export function gatherNotices(): (lanes: readonly Lane[], event: JobEvent) => string[] {
  /** Who has said it. */
  const waiting = new Map<string, Set<string>>();
  return (lanes, event) => {
    if (event.type === 'notice') {
      const words = `${event.level === 'warning' ? 'warning: ' : ''}${event.text}`;
      const names = (waiting.get(words) ?? new Set<string>()).add(event.target);
      waiting.set(words, names);
      if (!lanes.every((lane) => hasEnded(lane) || names.has(lane.path))) return [];
      waiting.delete(words);
      return [words];
    }
    if (event.type !== 'phase' && !isTerminal(event)) return [];
    const its = [...waiting].filter(([, names]) => names.has(event.target));
    for (const [words] of its) waiting.delete(words);
    return its.map(([words, names]) => `${listed([...names])}: ${words}`);
  };
}
