import type { EngineEvent } from '../../shared/protocol.ts';

export interface EventLine {
  readonly emit: (event: EngineEvent) => void;
  /** Settles when nobody reads any more. */
  readonly gone: Promise<void>;
}

/** An end that nobody reads is noticed by writing only. Blank lines mean nothing. */
const BEAT_MS = 1000;

/** Writes events to standard output. */
export function openEventLine(): EventLine {
  let isOpen = true;
  const gone = new Promise<void>((resolve) =>
    process.stdout.on('error', () => {
      isOpen = false;
      resolve();
    }),
  );
  const write = (line: string): void => void (isOpen && process.stdout.write(`${line}\n`));
  setInterval(() => write(''), BEAT_MS).unref();
  const emit = (event: EngineEvent): void => {
    // A reader that lags may do without a tick, but without nothing else.
    if (!(event.type === 'progress' && process.stdout.writableNeedDrain)) write(JSON.stringify(event));
  };
  return { emit, gone };
}

/** Until the reader has taken the last event, or is gone. */
export async function lastEventTaken(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once('close', resolve).once('error', resolve);
    process.stdout.write('', () => resolve());
  });
}
