import type { EntryType, TarEntry } from './listing.ts';
import { exampleOf } from './names.ts';
import { findFile, folderBehind, type Tree } from './tree.ts';

/** Kernels by their names, wherever boot loaders look for them. */

/** Also NixOS's `…-linux-6.1-bzImage`, a Raspberry Pi's `kernel8.img`, Gentoo's `kernel-6.1-gentoo`, U-Boot's FIT images. */
const KERNEL = /^(?:vmlinu[xz]|bzImage|[uz]?Image|fitImage)(?:[-._].*)?$|-(?:bz|z)?Image$|^kernel[^/]*\.img$|^kernel-(?!.*\.(?:config|map)$)|\.itb$/;
const EFI_PROGRAM = /(?:^|\/)EFI\/.*\.efi$/i;
/** Where distributions keep them that copy them to `/boot` later, or boot them from there. */
const BESIDE_MODULES = /^(?:usr\/)?lib\/modules\/[^/]+\/(?:vmlinu[xz]|[a-z]*Image)[^/]*$/;
/** Of the Boot Loader Specification, type 1: `<machine id or another token>/<version>/linux`. */
const SPECIFIED = /^(?:(?:boot|efi|boot\/efi)\/[^/]+|[0-9a-f]{32})\/[^/]*\d[^/]*\/linux$/;

/** Whether a name is that of a kernel or of an EFI program: below `boot/` or `efi/`, beside its modules, or at the top as on a Raspberry Pi's boot partition. */
export function isKernelName(name: string): boolean {
  if (BESIDE_MODULES.test(name) || SPECIFIED.test(name)) return true;
  if (/^efi\//i.test(name)) return EFI_PROGRAM.test(name);
  if (name.includes('/') && !name.startsWith('boot/')) return false;
  return KERNEL.test(name.slice(name.lastIndexOf('/') + 1)) || EFI_PROGRAM.test(name);
}

export interface KernelsFold {
  readonly add: (entry: TarEntry, name: string) => void;
  /** The first few, as people may see them; a link counts where it leads to a file that is not among them. */
  readonly result: (tree: Tree) => string[];
}

/** Where loaders look. A system may have them as links, such as `boot -> usr/boot`. */
const FOLDERS = ['boot', 'efi'];

/** By the names that a loader has for them. */
function behindLink(tree: Tree, link: string): string[] {
  const folder = folderBehind(tree, link);
  if (folder === undefined || folder === '') return [];
  const names = [...tree.keys()].filter((name) => name.startsWith(`${folder}/`)).map((name) => `${link}${name.slice(folder.length)}`);
  return names.filter(isKernelName).slice(0, MOST_NAMES);
}

const MOST = 8;
/** Names that are remembered, for files and for each kind of link. */
const MOST_NAMES = 64;
const TYPES: readonly EntryType[] = ['file', 'hardlink', 'symlink'];

export function foldKernels(): KernelsFold {
  const names = new Map<EntryType, string[]>(TYPES.map((type) => [type, []]));
  const add = ({ type }: TarEntry, name: string): void => {
    const known = names.get(type);
    if (known && known.length < MOST_NAMES && isKernelName(name)) known.push(name);
  };
  const result = (tree: Tree): string[] => {
    const found = new Map<unknown, string>();
    for (const name of [...names.values(), ...FOLDERS.map((folder) => behindLink(tree, folder))].flat()) {
      const file = findFile(tree, name);
      const inode = file === undefined ? undefined : tree.get(file);
      if (inode && !found.has(inode)) found.set(inode, exampleOf(name));
    }
    return [...found.values()].slice(0, MOST);
  };
  return { add, result };
}
