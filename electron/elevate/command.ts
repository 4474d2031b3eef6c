import type { Command } from '../../shared/plan/types.ts';

/** How the engine is started as root: pure, and tested by exact strings. */

export interface Circumstances {
  readonly uid: number;
  readonly node: string;
  readonly engine: string;
}

/**
 * In a mount namespace of its own, so that nobody sees the engine's mounts and they vanish with it. `slave`: what the
 * user unmounts meanwhile is unmounted there, too (mount_namespaces(7)).
 */
function privately({ node, engine }: Circumstances): string[] {
  return ['--mount', '--propagation', 'slave', '--', node, engine];
}

/** Root runs it directly; anybody else through `sudo -n`, which never asks. */
export function engineCommand(circumstances: Circumstances, unshare: string): Command {
  const args = privately(circumstances);
  return circumstances.uid === 0 ? { tool: unshare, args } : { tool: 'sudo', args: ['-n', '--', unshare, ...args] };
}
