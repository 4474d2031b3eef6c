import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { TarstrapError } from '../../../shared/errors.ts';
import { holdersOf } from '../../drives/holders.ts';
import { parseMountinfo } from '../../drives/mountinfo.ts';
import { describeExit, run } from '../../run/run.ts';

/** Never lazy, never forced: a busy filesystem is a refusal, or an error, but never a loss. */

/** Enters the mount namespace that the user sees; the engine's own is private (nsenter(1)). */
function inHostNamespace(hostNamespace: string, tool: string, args: readonly string[]) {
  return { tool: 'nsenter', args: [`--mount=${hostNamespace}`, '--', tool, ...args] };
}

/** Unmounts what the user or the desktop has mounted from the target. @throws TarstrapError `target-busy` with the holders' names */
export async function unmountForUser(mountPoint: string, hostNamespace: string): Promise<void> {
  const result = await run(inHostNamespace(hostNamespace, 'umount', ['--', mountPoint]));
  // Where mounts are not shared between namespaces, ours still has it.
  if (result.exitCode === 0) return isMounted(mountPoint) ? unmount(mountPoint) : undefined;
  const holders = holdersOf(mountPoint);
  throw new TarstrapError('target-busy', { path: mountPoint, holders: holders.join(', ') || 'it cannot be unmounted' }, result.stderr.trim());
}

function isMounted(mountPoint: string): boolean {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).some(({ at }) => at === mountPoint);
}

const ATTEMPTS = 20;

/** Unmounts what the engine has mounted. Something may look into a new mount for a moment: it is given four seconds. */
export async function unmount(mountPoint: string, options: readonly string[] = []): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run({ tool: 'umount', args: [...options, '--', mountPoint] });
    if (result.exitCode === 0) return;
    const busy = /busy/.test(result.stderr);
    if (!busy || attempt === ATTEMPTS)
      throw new TarstrapError('step-failed', { step: `Unmounting ${mountPoint}` }, result.stderr.trim() || describeExit(result));
    await delay(200);
  }
}

/** With all that is mounted inside of it. */
export function unmountAll(mountPoint: string): Promise<void> {
  return unmount(mountPoint, ['--recursive']);
}
