import { writeFileSync } from 'node:fs';
import { collect, describeExit } from '../../run/run.ts';
import { start, type Stream } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { requireTool } from '../../run/tools.ts';

/** At once, where their order does not matter: what starts one and what waits for the drive are different parts of the machine. */
const AT_ONCE = 4;

/**
 * Many small pieces: xargs(1) starts a program for each in a tenth of the time that we take. How far they are is told by the
 * device alone.
 */
export interface ManyRequest {
  /** Of all of them. */
  readonly args: readonly string[];
  /** Of each, as many words as of the others. */
  readonly pieces: readonly (readonly [string, ...string[]])[];
  /** They come out of it in their order; left out: nothing does, and several run at once. */
  readonly stdout?: Stream;
  /** Private to us. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** @returns why it has failed; empty where it has not */
export async function ddMany({ args, pieces, stdout, folder, signal }: ManyRequest): Promise<string> {
  const list = `${folder}/pieces`;
  writeFileSync(list, pieces.map((words) => `${words.join(' ')}\n`).join(''));
  const each = [`--arg-file=${list}`, `--max-args=${pieces[0]?.length ?? 1}`, ...(stdout === undefined ? [`--max-procs=${AT_ONCE}`] : [])];
  const running = await start({ tool: 'xargs', args: [...each, requireTool('dd'), 'status=none', ...args], stdout: stdout ?? 'ignore', tied: true });
  using _ = stopOnAbort(running, signal);
  const [words, exit] = await Promise.all([collect(running.stderr, 4096), running.exit]);
  signal.throwIfAborted();
  return exit.exitCode === 0 ? '' : words.toString('utf8').trim() || describeExit(exit);
}
