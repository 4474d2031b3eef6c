import { loaderName, LONGEST_LOADER_NAME as LONGEST_NAME, type SizedFile } from '../../shared/bootFacts.ts';
import { fixedBootOf } from '../../shared/boot/fixed.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { LARGEST_LOADER } from '../../shared/layout.ts';
import type { ExpectedTree } from './expected.ts';
import type { TarEntry } from './listing.ts';
import { findFile } from './tree.ts';

/** Boot loaders that boards want at a place of their own, by what builds of U-Boot and its kin call them, and what UEFI starts; they lie in a folder for booting, if that is not in their name. */
const LOADER =
  /^(?:.*u-boot.*|idbloader.*|uboot.*\.img|trust\.img|.*_loader.*\.(?:bin|img)|MLO|SPL|flash(?:-image)?\.bin|imx-boot.*|bl[12].*|tzsw.*|boot0.*|.*-spl.*\.bin|systemd-boot[a-z0-9]+\.efi|startup\.nsh|(?:boot|core)\.img)$|^boot(?:x64|aa64|ia32|arm|riscv64)\.efi$/i;
const MOST = 64;

export interface LoadersFold {
  readonly add: (entry: TarEntry, name: string) => void;
  /** A link counts where it leads to a file. */
  readonly result: (paths: ExpectedTree['paths']) => Pick<ArchiveFacts, 'loaders'>;
}

function isLoader(name: string): boolean {
  // Of a million names hardly any is looked at twice.
  if (name.length > LONGEST_NAME || !/boot|\.efi$|startup\.nsh$/i.test(name)) return false;
  return LOADER.test(name.slice(name.lastIndexOf('/') + 1)) || isProgram(name);
}

/** UEFI reads it whole, kernel and initramfs and all, where those are in it. */
const isProgram = (name: string): boolean => fixedBootOf(name) === 'program';

const isOfSize = ({ name, size }: SizedFile): boolean => size > 0 && (size <= LARGEST_LOADER || isProgram(name));

/** What lies in /boot is what the board is to have; elsewhere lie those of a hundred others. */
function makeRoom(names: Set<string>, name: string): void {
  const other = name.startsWith('boot/') ? [...names].find((known) => !known.startsWith('boot/')) : undefined;
  if (other !== undefined) names.delete(other);
}

export function foldLoaders(): LoadersFold {
  const names = new Set<string>();
  const add = ({ type }: TarEntry, name: string): void => {
    if (!isLoader(name) || !loaderName.safeParse(name).success || type === 'directory') return;
    if (names.size === MOST) makeRoom(names, name);
    if (names.size < MOST) names.add(name);
  };
  const result: LoadersFold['result'] = (paths) => {
    const sized = [...names].map((name) => ({ name, size: paths.get(findFile(paths, name) ?? '')?.size ?? 0 }));
    return { loaders: sized.filter(isOfSize) };
  };
  return { add, result };
}
