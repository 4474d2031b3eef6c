import { once } from '../../run/once.ts';
import { start } from '../../run/spawn.ts';

/**
 * With its last process a mount namespace ends, and whatever waits for its filesystems is written back in the exit of
 * that process: seconds, in which nobody could tell that we are gone. So where we are killed the last one is this one,
 * which ends behind us, with its standard input. One is enough.
 */
export const leaveLast = once(async (): Promise<void> => {
  const last = await start({ tool: 'cat', args: [], stdin: 'pipe' });
  last.stderr.resume();
  last.child.unref();
});
