import type { EngineEvent } from '../../shared/protocol.ts';

/**
 * Writes events to standard output. A reader that has gone away is no reason to stop halfway: the end of standard input
 * tells the same, and that is where it is dealt with.
 */
export function openEventLine(): (event: EngineEvent) => void {
  let isOpen = true;
  process.stdout.on('error', () => (isOpen = false));
  return (event) => {
    if (isOpen) process.stdout.write(`${JSON.stringify(event)}\n`);
  };
}
