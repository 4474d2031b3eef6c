import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineEvent } from '../../shared/protocol.ts';
import { type Running, start } from '../run/spawn.ts';

/**
 * The conversation with whoever started us. He holds the same ends as we do, and could make them block: then one write, or one
 * read, would stop everything for good, the putting away of what was begun included. So cat(1) stands in between on either
 * side; it may wait as long as it likes, and ends with us.
 */
export interface Line {
  readonly requests: Readable;
  readonly emit: (event: EngineEvent) => void;
  /** Settles when nobody reads any more. */
  readonly gone: Promise<void>;
  /** Until the reader has taken the last event, or is gone, or has had time enough. */
  readonly close: () => Promise<void>;
}

/** An end that nobody reads is noticed by writing only. Blank lines mean nothing. */
const BEAT_MS = 1000;
const PATIENCE_MS = 2000;

export async function openLine(): Promise<Line> {
  const [hearing, telling] = await Promise.all([pump({ stdin: 0, stdout: 'pipe' }), pump({ stdin: 'pipe', stdout: 1 })]);
  const output = telling.stdin as NonNullable<Running['stdin']>;
  const gone = endOf(telling);
  const write = (line: string): void => void (output.writable && output.write(`${line}\n`));
  setInterval(() => output.writableNeedDrain || write(''), BEAT_MS).unref();
  const emit = (event: EngineEvent): void => {
    // A reader that lags may do without a tick, but without nothing else.
    if (!(event.type === 'progress' && output.writableNeedDrain)) write(JSON.stringify(event));
  };
  const close = async (): Promise<void> => {
    output.end();
    await Promise.race([gone, delay(PATIENCE_MS)]);
  };
  return { requests: hearing.stdout as NonNullable<Running['stdout']>, emit, gone, close };
}

async function endOf({ exit }: Running): Promise<void> {
  await exit;
}

async function pump(ends: { readonly stdin: 0 | 'pipe'; readonly stdout: 1 | 'pipe' }): Promise<Running> {
  const running = await start({ tool: 'cat', args: [], ...ends, tied: true });
  running.stderr.resume();
  return running;
}
