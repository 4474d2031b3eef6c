import type { Command } from '../../shared/plan/types.ts';

/** How the engine is started as root: pure, and tested by exact strings. */

/** Who makes us root, in the order in which they are tried. */
export const WAYS = ['pkexec', 'run0', 'sudo', 'doas'] as const;
export type Way = (typeof WAYS)[number] | 'root';

/** What root is to run. */
export type Origin =
  /** @see engineCommand: the interpreter is Node, or a program that is told to be Node. */
  | { readonly kind: 'sources'; readonly interpreter: readonly string[]; readonly engine: string }
  /** A launcher that only root can change; a polkit action is bound to its path. It makes the namespace itself. */
  | { readonly kind: 'installed'; readonly launcher: string }
  /** The file itself: root cannot read what a user has mounted by FUSE, so it mounts itself once more as root. It makes the namespace, too. */
  | { readonly kind: 'appimage'; readonly file: string };

export interface Circumstances {
  readonly origin: Origin;
  readonly way: Way;
  /** Path of the tool of that way; not used for `root`. */
  readonly tool: string;
  readonly unshare: string;
  /** A person can be asked for a password there. */
  readonly hasTerminal: boolean;
  /** The command's last words, shown where the password is asked for: the engine takes no request for another one. */
  readonly targets: readonly string[];
}

export function engineCommand({ origin, way, tool, unshare, hasTerminal, targets }: Circumstances): Command {
  const [program, ...rest] = engineLine(origin, unshare);
  const args = [...rest, ...targets];
  return way === 'root' ? { tool: program, args } : { tool, args: [...ASKING[way](hasTerminal), program, ...args] };
}

/** Without a terminal none of them may wait for one: pkexec and run0 ask in a window, the others not at all. */
const ASKING: Record<Exclude<Way, 'root'>, (hasTerminal: boolean) => string[]> = {
  pkexec: (hasTerminal) => (hasTerminal ? [] : ['--disable-internal-agent']),
  run0: () => ['--background=', '--'],
  sudo: (hasTerminal) => (hasTerminal ? ['--'] : ['-n', '--']),
  doas: (hasTerminal) => (hasTerminal ? ['--'] : ['-n', '--']),
};

/**
 * In a mount namespace of its own, so that nobody sees the engine's mounts and they vanish with it. `slave`: what the
 * user unmounts meanwhile is unmounted there, too (mount_namespaces(7)).
 */
function engineLine(origin: Origin, unshare: string): [string, ...string[]] {
  switch (origin.kind) {
    case 'sources':
      return [unshare, '--mount', '--propagation', 'slave', '--', ...origin.interpreter, origin.engine];
    case 'installed':
      return [origin.launcher];
    case 'appimage':
      // The word is for AppRun, which does what the launcher does (`build/linux/`); the question for the password names the file.
      return [origin.file, 'engine'];
  }
}
