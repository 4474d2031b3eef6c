import { statSync } from 'node:fs';
import type { Origin } from './command.ts';

/** Where packages put the launcher of the engine; a polkit action is bound to this path (`build/linux/`). */
const LAUNCHER = '/usr/lib/tarstrap/engine';

export interface Installation {
  readonly isPackaged: boolean;
  /** `$APPIMAGE`: the file that runs. */
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
