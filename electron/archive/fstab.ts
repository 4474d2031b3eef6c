import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ExpectedTree } from './expected.ts';
import type { TarEntry } from './listing.ts';
import { normaliseName } from './names.ts';

/** The archive's own `etc/fstab`. */

export interface FstabFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (tree: ExpectedTree['paths']) => Pick<ArchiveFacts, 'fstab' | 'fstabIs'>;
}

export function foldFstab(): FstabFold {
  let isLinked = false;
  const add = (entry: TarEntry, name: string): void => {
    const isLink = entry.type === 'hardlink';
    // Of several members with this name the last is what is unpacked.
    if (name === 'etc/fstab') isLinked = isLink;
    else if (isLink && normaliseName(entry.linkTarget ?? '') === 'etc/fstab') isLinked = true;
  };
  const result: FstabFold['result'] = (tree) => {
    const file = tree.get('etc/fstab');
    const instead = insteadOfFile(tree);
    return { fstab: file?.type === 'file' ? { bytes: file.size, linked: isLinked } : null, ...(instead ? { fstabIs: instead } : {}) };
  };
  return { add, result };
}

function insteadOfFile(tree: ExpectedTree['paths']): ArchiveFacts['fstabIs'] {
  if (tree.get('etc')?.type === 'symlink') return 'behind-a-link';
  const type = tree.get('etc/fstab')?.type;
  if (type === undefined || type === 'file') return undefined;
  if (type === 'symlink') return 'symlink';
  return type === 'directory' ? 'folder' : 'special';
}
