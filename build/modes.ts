import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Nobody but the owner may write what lies below. A checkout or an Electron that was unpacked under umask 002 is the group's to
 * write; so would be the package, and a launcher that others may write is not run as root (`hasLauncher`).
 */
export function keepGroupOut(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.mode & 0o7755);
  if (stat.isDirectory()) for (const name of readdirSync(path)) keepGroupOut(join(path, name));
}
