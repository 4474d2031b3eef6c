import { statSync } from 'node:fs';
import { shellQuote } from '../../shared/shell.ts';
import type { Origin } from './command.ts';

/** Where packages put the launcher of the engine; a polkit action is bound to this path (`build/linux/`). */
const LAUNCHER = '/usr/lib/tarstrap/engine';

export interface Installation {
  readonly isPackaged: boolean;
  /** The file that runs: `ownAppImage`. */
  readonly appImage: string | undefined;
  readonly hasLauncher: boolean;
  readonly interpreter: readonly string[];
  readonly engine: string;
}

/** What root is to run, by how this copy of the app came here. Pure. */
export function originOf({ isPackaged, appImage, hasLauncher, interpreter, engine }: Installation): Origin {
  if (isPackaged && appImage !== undefined) return { kind: 'appimage', file: appImage };
  if (isPackaged && hasLauncher) return { kind: 'installed', launcher: LAUNCHER };
  return { kind: 'sources', interpreter, engine };
}

/** Only one that nobody but root can change is taken. */
export function hasLauncher(path = LAUNCHER): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.isFile() && stat.uid === 0 && (stat.mode & 0o022) === 0;
}

/** What a person types to run the terminal as root, as far as its verb. @param program of the terminal, where nothing is installed */
export function byHandOf(origin: Origin, program: readonly string[]): string {
  return ['sudo', ...doorOf(origin, program)].map(shellQuote).join(' ');
}

function doorOf(origin: Origin, program: readonly string[]): readonly string[] {
  switch (origin.kind) {
    case 'sources':
      return program;
    case 'installed':
      return ['tarstrap'];
    case 'appimage':
      return [origin.file];
  }
}
