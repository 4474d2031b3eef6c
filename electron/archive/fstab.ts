import type { ArchiveFacts } from '../../shared/facts.ts';
import type { TarEntry } from './listing.ts';
import { normaliseName } from './names.ts';
import type { Tree } from './tree.ts';

/** The archive's own `etc/fstab`. */

export interface FstabFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (tree: Tree) => ArchiveFacts['fstab'];
}

export function foldFstab(): FstabFold {
  let own: TarEntry | undefined;
  let isLinked = false;
  const add = (entry: TarEntry, name: string): void => {
    const isLink = entry.type === 'hardlink';
    // Of several members with this name the last is what is unpacked.
    if (name === 'etc/fstab') [own, isLinked] = [entry, isLink];
    else if (isLink && normaliseName(entry.linkTarget ?? '') === 'etc/fstab') isLinked = true;
  };
  const result = (tree: Tree): ArchiveFacts['fstab'] => {
    const file = own?.type === 'hardlink' ? tree.get(normaliseName(own.linkTarget ?? '')) : own;
    return file?.type === 'file' ? { bytes: file.size, linked: isLinked } : null;
  };
  return { add, result };
}
