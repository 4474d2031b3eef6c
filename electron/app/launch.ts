import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elsewhere } from '../archive/elsewhere.ts';

/**
 * The archive with which the app was started: `tarstrap FILE`, a `file://` URL as desktops give it for `%U`, or nothing.
 * Pure. Switches are Chromium's. Unpackaged, the program's own folder stands before it.
 */
export function archiveOf(argv: readonly string[], { cwd, isPackaged }: { readonly cwd: string; readonly isPackaged: boolean }): string | undefined {
  const [given] = argv.filter((word) => !word.startsWith('-')).slice(isPackaged ? 1 : 2);
  if (given === undefined || given === '') return undefined;
  if (given.startsWith('file:')) return fromUrl(given);
  // No path, and what to do about that is said where it is opened.
  return elsewhere(given) ? given : resolve(cwd, given);
}

function fromUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
