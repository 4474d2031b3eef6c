import { type ArchiveFacts, loaderName, LONGEST_LOADER_NAME as LONGEST_NAME } from '../../shared/facts.ts';
import { LARGEST_LOADER } from '../../shared/layout.ts';
import type { TarEntry } from './listing.ts';

/** Boot loaders that boards want at a place of their own, by what builds of U-Boot and its kin call them; they lie in a folder for booting, if that is not in their name. */
const LOADER =
  /^(?:.*u-boot.*|idbloader.*|uboot.*\.img|trust\.img|.*_loader.*\.(?:bin|img)|MLO|SPL|flash(?:-image)?\.bin|imx-boot.*|bl[12].*|tzsw.*|boot0.*|.*-spl.*\.bin|systemd-boot[a-z0-9]+\.efi)$|^boot(?:x64|aa64|ia32|arm|riscv64)\.efi$/i;
const MOST = 64;

export interface LoadersFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: () => Pick<ArchiveFacts, 'loaders'>;
}

/** What lies in /boot is what the board is to have; elsewhere lie those of a hundred others. */
function makeRoom(sizes: Map<string, number>, name: string): void {
  const other = name.startsWith('boot/') ? [...sizes.keys()].find((known) => !known.startsWith('boot/')) : undefined;
  if (other !== undefined) sizes.delete(other);
}

export function foldLoaders(): LoadersFold {
  const sizes = new Map<string, number>();
  const add = ({ type, size }: TarEntry, name: string): void => {
    // Of a million names hardly any is looked at twice.
    if (name.length > LONGEST_NAME || !/boot|BOOT/.test(name) || !LOADER.test(name.slice(name.lastIndexOf('/') + 1)) || !loaderName.safeParse(name).success)
      return;
    sizes.delete(name);
    if (type !== 'file' || size === 0 || size > LARGEST_LOADER) return;
    if (sizes.size === MOST) makeRoom(sizes, name);
    if (sizes.size < MOST) sizes.set(name, size);
  };
  return { add, result: () => ({ loaders: [...sizes].map(([name, size]) => ({ name, size })) }) };
}
