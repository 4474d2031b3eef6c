import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ExpectedTree } from './expected.ts';
import type { TarEntry } from './listing.ts';
import { normaliseName } from './names.ts';

/** The archive's own `etc/fstab`. */

export interface FstabFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (tree: ExpectedTree['paths']) => ArchiveFacts['fstab'];
}

export function foldFstab(): FstabFold {
  let isLinked = false;
  const add = (entry: TarEntry, name: string): void => {
    const isLink = entry.type === 'hardlink';
    // Of several members with this name the last is what is unpacked.
    if (name === 'etc/fstab') isLinked = isLink;
    else if (isLink && normaliseName(entry.linkTarget ?? '') === 'etc/fstab') isLinked = true;
  };
  const result = (tree: ExpectedTree['paths']): ArchiveFacts['fstab'] => {
    const file = tree.get('etc/fstab');
    return file?.type === 'file' ? { bytes: file.size, linked: isLinked } : null;
  };
  return { add, result };
}
