import { loaderName } from '../../shared/bootFacts.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ExpectedInode } from './expected.ts';
import type { TarEntry } from './listing.ts';
import type { Taker } from './members.ts';
import { newest } from './newest.ts';
import { findFile } from './tree.ts';

/**
 * Kernels that UEFI can start: they have a stub for it, and so they begin as any EFI program does, with `MZ` (Documentation/admin-guide/efi-stub.rst). What is packed
 * as a whole, as kernels for ARM may be, does not.
 */

const KERNEL = /^boot\/(?:vmlinu[xz]|bzImage|Image|linux|kernel)[^/]*$/;
/** What a kernel has put aside that was installed over it, and what is there beside one. */
const OLD = /\.(?:old|bak|signed|dpkg-[a-z]+)$|[-+]debug$/;
/** What one of these, or what a link leads to that is called so, is called. */
const MAY_BE = /(?:^|\/)(?:vmlinu[xz]|[a-z]*Image|linux|kernel)[^/]*$/;

/** Names, and kernels that are told of. */
const MOST = { names: 64, kernels: 8 };

export interface EfiKernels {
  /** @param name of the member, normalised */
  readonly add: (entry: TarEntry, name: string) => void;
  /** @param member its number */
  readonly taker: (name: string, member: number) => Taker | undefined;
  /** By their names in /boot, links or not; of several for one kernel the longest, which tells its version. */
  readonly result: (paths: ReadonlyMap<string, ExpectedInode>) => ArchiveFacts['boot']['efiKernels'];
}

export function keepEfiKernels(): EfiKernels {
  const names = new Set<string>();
  const programs = new Set<number>();
  const add: EfiKernels['add'] = ({ type }, name) => {
    if (type !== 'directory' && names.size < MOST.names && KERNEL.test(name) && !OLD.test(name)) names.add(name);
  };
  const taker: EfiKernels['taker'] = (name, member) => {
    if (!MAY_BE.test(name) || programs.size === MOST.names) return undefined;
    return { most: 2, take: (head) => void (head.toString('latin1') === 'MZ' && programs.add(member)) };
  };
  const result: EfiKernels['result'] = (paths) => {
    const found = new Map<number, ArchiveFacts['boot']['efiKernels'][number]>();
    for (const name of [...names].filter((one) => loaderName.safeParse(one).success)) {
      const file = findFile(paths, name) ?? '';
      const inode = paths.get(file);
      if (typeof inode?.member !== 'number' || !programs.has(inode.member) || !loaderName.safeParse(file).success) continue;
      if (name.length > (found.get(inode.member)?.name.length ?? 0)) found.set(inode.member, { name, size: inode.size });
    }
    return newest([...found.values()], MOST.kernels);
  };
  return { add, taker, result };
}
