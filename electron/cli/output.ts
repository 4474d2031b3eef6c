import { fstatSync, writeSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { reasonOf } from '../run/scratch.ts';

/** Standard output. Its disk may be full, and whoever reads it may go away. */

const OUT = 1;

/** Files are written by hand: where a disk fills up, Node writes a part of a text and says nothing. */
export function print(text: string): void {
  if (!fstatSync(OUT).isFile()) return void process.stdout.write(text);
  try {
    for (let rest = Buffer.from(text); rest.length > 0;) rest = rest.subarray(writeSync(OUT, rest));
  } catch (error) {
    process.stdout.emit('error', error);
  }
}

/** Aborts as soon as it is found that standard output cannot be written. To be called once, before anything is. */
export function openOutput(): AbortSignal {
  const end = new AbortController();
  process.stdout.on('error', (error) => end.abort(error));
  // There is nobody left to be told.
  process.stderr.on('error', () => {});
  return end.signal;
}

/** What is to be said when all is done. A pager or `head` that has seen enough is no failure of ours. */
export async function outputProblem(output: AbortSignal): Promise<TarstrapError | undefined> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  const reason: unknown = output.reason;
  if (!output.aborted || hasCode(reason, 'EPIPE')) return undefined;
  return new TarstrapError('output-failed', { reason: reasonOf(reason) });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
