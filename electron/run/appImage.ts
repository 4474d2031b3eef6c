import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `$APPIMAGE`, if it is what we run from. A terminal or a file manager that is an AppImage itself leaves its own to
 * everything that it starts, and that must not become root in our place.
 */
export function ownAppImage({ APPIMAGE, APPDIR = '' }: Readonly<Record<string, string | undefined>>, program = process.execPath): string | undefined {
  return existsSync(APPDIR) && program.startsWith(join(realpathSync(APPDIR), '/')) ? APPIMAGE : undefined;
}
