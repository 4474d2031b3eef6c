import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elsewhere } from '../archive/elsewhere.ts';

/**
 * What the app was started with: `tarstrap FILE`, `file://` URLs as desktops give them for `%U`, or nothing.
 * Pure. Switches are Chromium's. Unpackaged, the program's own folder stands before it.
 */
export function archivesOf(argv: readonly string[], { cwd, isPackaged }: { readonly cwd: string; readonly isPackaged: boolean }): string[] {
  const given = argv.filter((word) => !word.startsWith('-')).slice(isPackaged ? 1 : 2);
  return given.flatMap((word) => {
    if (word === '') return [];
    if (word.startsWith('file:')) return fromUrl(word) ?? [];
    // No path, and what to do about that is said where it is opened.
    return elsewhere(word) ? word : resolve(cwd, word);
  });
}

function fromUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
