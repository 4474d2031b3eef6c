import type { EngineEvent } from '../../shared/protocol.ts';

/**
 * Writes events to standard output. A reader that has gone away is no reason to stop halfway: the end of standard input
 * tells the same, and that is where it is dealt with.
 */
export function openEventLine(): (event: EngineEvent) => void {
  let isOpen = true;
  process.stdout.on('error', () => (isOpen = false));
  return (event) => {
    // A reader that lags may do without a tick, but without nothing else.
    if (isOpen && !(event.type === 'progress' && process.stdout.writableNeedDrain)) process.stdout.write(`${JSON.stringify(event)}\n`);
  };
}

/** Until the reader has taken the last event, or is gone. */
export async function lastEventTaken(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once('close', resolve).once('error', resolve);
    process.stdout.write('', () => resolve());
  });
}
