import type { LaidSystem } from './laid.ts';
import { volumeOf } from './laid.ts';

/**
 * Paths of kernels, initramfs and device trees as boot loaders read them: from the top of the filesystem that they look at, which is not the top of the tree
 * where `/boot` has a partition of its own.
 */

/** The other ways in which a path may be meant that stands in a configuration file. Without a slash at its beginning. */
export function readingsOf(path: string, mounts: readonly string[]): string[] {
  const inTree = path.replace(/^\/+/, '');
  return [inTree, ...mounts.filter((mount) => mount !== '/').map((mount) => `${mount.slice(1)}/${inTree}`)];
}

/**
 * @param path as it stands there, from a slash on
 * @param config a file on the filesystem from which the loader reads; without a slash at its beginning
 * @returns the path as the loader finds it; as it is where nothing better is there
 */
export function amendPath(path: string, config: string, laid: LaidSystem): string {
  const mount = volumeOf(laid, config)?.mount ?? '/';
  const above = mount === '/' ? '' : mount;
  const exists = (full: string): boolean => laid.has(full.replace(/^\/+/, ''));
  if (exists(`${above}${path}`)) return path;
  if (above !== '' && path.startsWith(`${above}/`) && exists(path)) return path.slice(above.length);
  const elsewhere = ['/boot', '/efi', '/boot/efi'].map((folder) => `${folder}${path}`).find((full) => full.startsWith(`${above}/`) && exists(full));
  return elsewhere === undefined ? path : elsewhere.slice(above.length);
}
