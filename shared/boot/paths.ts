import { BOOT_FOLDERS } from './folders.ts';
import type { BootKind } from './kind.ts';
import { type LaidSystem, volumeOf } from './laid.ts';

/**
 * Paths of kernels, initramfs, device trees and more as boot loaders read them: from the top of the filesystem that they look at, which is not the top of the tree
 * where `/boot` has a partition of its own, or where the tree was a subvolume.
 */

/** What is before the paths of a line, which are all words behind it, or the first one only. */
interface Keywords {
  readonly one: RegExp;
  readonly all: RegExp;
}

const KEYWORDS: Readonly<Partial<Record<BootKind, Keywords>>> = {
  extlinux: { one: /^\s*(?:kernel|linux)\s+/i, all: /^\s*(?:initrd|fdt|devicetree|fdtdir|devicetreedir|fdtoverlays|devicetree-overlay)\s+/i },
  entry: { one: /^\s*(?:linux|efi)\s+/, all: /^\s*(?:initrd|devicetree|devicetree-overlay)\s+/ },
  grub: {
    one: /^(?:.*[{;])?\s*(?:(?:linux|devicetree)(?:16|efi)?\s+|configfile\s+|set\s+prefix=)/,
    all: /^(?:.*[{;])?\s*initrd(?:16|efi)?\s+/,
  },
};

/** A path behind a device of GRUB, as in `($root)'/boot/grub'`; U-Boot has the configuration of a FIT image behind a `#`. */
const FIRST = /^((?:\([^()\s]*\))?['"]?)(\/[^\s,'"#]*)/;
const EACH = /(^|[\s,])((?:\([^()\s]*\))?['"]?)(\/[^\s,'"#]*)/g;

/** Changes the paths of a line. What has a variable in it is none. */
export function mapPaths(kind: BootKind, line: string, change: (path: string) => string): string {
  const keywords = KEYWORDS[kind];
  const changed = (path: string): string => (path.includes('$') ? path : change(path));
  const [one = ''] = keywords?.one.exec(line) ?? [];
  if (one !== '') return one + line.slice(one.length).replace(FIRST, (_, before: string, path: string) => before + changed(path));
  const [all = ''] = keywords?.all.exec(line) ?? [];
  if (all === '') return line;
  return all + line.slice(all.length).replace(EACH, (_, gap: string, before: string, path: string) => gap + before + changed(path));
}

/** As they stand there. */
export function pathsIn(kind: BootKind, lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines)
    mapPaths(kind, line, (path) => {
      found.push(path);
      return path;
    });
  return found;
}

/** The path, and without its first folders: those of a subvolume. */
function shortened(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return [0, 1, 2, 3].filter((count) => count === 0 || count < parts.length).map((count) => `/${parts.slice(count).join('/')}`);
}

/** The names in a tree that may be meant by a path. Without a slash at their beginning. */
export function readingsOf(path: string): string[] {
  return shortened(path).flatMap((one) => [one.slice(1), ...BOOT_FOLDERS.map((folder) => `${folder}${one}`)]);
}

/** What a loader looks at: the filesystem of its configuration; what GRUB searches for, that of /boot. */
export function mountOf(kind: BootKind, name: string, laid: LaidSystem): string {
  const mount = volumeOf(laid, kind === 'grub' ? 'boot/grub' : name)?.mount ?? '/';
  return mount === '/' ? '' : mount;
}

/**
 * @param path as it stands there, from a slash on
 * @param above where the filesystem is mounted that the loader reads; empty for the root
 * @returns the path as the loader finds it; as it is where nothing better is there
 */
export function amendPath(path: string, above: string, { has }: Pick<LaidSystem, 'has'>): string {
  const exists = (full: string): boolean => has(full.replace(/^\/+/, ''));
  if (exists(`${above}${path}`)) return path;
  for (const one of shortened(path)) {
    const full = [`${above}${one}`, one, ...BOOT_FOLDERS.map((folder) => `/${folder}${one}`)].find((name) => name.startsWith(`${above}/`) && exists(name));
    if (full !== undefined) return full.slice(above.length);
  }
  return path;
}
