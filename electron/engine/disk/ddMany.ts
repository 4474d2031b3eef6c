import { writeFileSync } from 'node:fs';
import { collect, describeExit } from '../../run/run.ts';
import { start, type Stream } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { requireTool } from '../../run/tools.ts';

/**
 * Many small pieces, one after the other: xargs(1) starts a program for each in a tenth of the time that we take. How far they are is told by the
 * device alone.
 */
export interface ManyRequest {
  /** Of all of them. */
  readonly args: readonly string[];
  /** Of each, as many words as of the others. */
  readonly pieces: readonly (readonly [string, ...string[]])[];
  readonly stdout?: Stream;
  /** Private to us. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** @returns why it has failed; empty where it has not */
export async function ddMany({ args, pieces, stdout = 'ignore', folder, signal }: ManyRequest): Promise<string> {
  const list = `${folder}/pieces`;
  writeFileSync(list, pieces.map((words) => `${words.join(' ')}\n`).join(''));
  const each = [`--arg-file=${list}`, `--max-args=${pieces[0]?.length ?? 1}`];
  const running = await start({ tool: 'xargs', args: [...each, requireTool('dd'), 'status=none', ...args], stdout, tied: true });
  using _ = stopOnAbort(running, signal);
  const [words, exit] = await Promise.all([collect(running.stderr, 4096), running.exit]);
  signal.throwIfAborted();
  return exit.exitCode === 0 ? '' : words.toString('utf8').trim() || describeExit(exit);
}
