import { fstatSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { start } from '../run/spawn.ts';
import { stopOnAbort } from '../run/stop.ts';

const OUT = 1;

/**
 * Calls when whoever reads standard output has gone away. A writer is told at its next write only, and there may be nothing to write for
 * days; poll(2) would tell, but Node does not have it. tail(1) has: it follows a file that does not grow, and dies of a pipe that nobody
 * reads (coreutils 8.28, tail.c, `check_output_alive`). Another tail notices nothing, and then the next write has to.
 */
export async function watchReader(signal: AbortSignal, onGone: () => void): Promise<void> {
  if (!fstatSync(OUT).isFIFO()) return;
  const args = ['--follow', '--lines=0', fileURLToPath(import.meta.url)];
  const tail = await start({ tool: 'tail', args, stdout: OUT, tied: true });
  tail.stderr.resume();
  using _ = stopOnAbort(tail, signal);
  const exit = await tail.exit;
  if (exit.signal === 'SIGPIPE') onGone();
}
