import type { BigIntStats } from 'node:fs';
import type { ExpectedInode, ExpectedTree } from '../../archive/expected.ts';
import { displayName } from '../../archive/names.ts';

/** Which names are one file: those that are to be, and no others. */
export interface HardLinks {
  /** It is to have several names. */
  readonly isShared: (inode: ExpectedInode) => boolean;
  /** Of a name that is no folder's. @returns what differs, in the words of a sentence's end */
  readonly see: (name: string, inode: ExpectedInode, stat: BigIntStats) => string | undefined;
}

export function watchHardLinks(paths: ExpectedTree['paths']): HardLinks {
  const shared = inodesWithNames(paths);
  const firsts = new Map<ExpectedInode, { readonly name: string; readonly id: string }>();
  const owners = new Map<string, { readonly name: string; readonly inode: ExpectedInode }>();
  const see: HardLinks['see'] = (name, inode, { dev, ino, nlink }) => {
    if (nlink === 1n && !shared.has(inode)) return undefined;
    const id = `${dev}:${ino}`;
    const first = firsts.get(inode);
    if (first && first.id !== id) return `Not linked to ${displayName(first.name)}`;
    if (!first) firsts.set(inode, { name, id });
    const owner = owners.get(id);
    if (owner && owner.inode !== inode) return `is one file with ${displayName(owner.name)}, which it is not in the archive`;
    if (!owner) owners.set(id, { name, inode });
    return undefined;
  };
  return { isShared: (inode) => shared.has(inode), see };
}

/** Those that have more than one. */
function inodesWithNames(paths: ExpectedTree['paths']): Set<ExpectedInode> {
  const seen = new Set<ExpectedInode>();
  const shared = new Set<ExpectedInode>();
  for (const inode of paths.values()) {
    if (inode.type === 'directory') continue;
    if (seen.has(inode)) shared.add(inode);
    else seen.add(inode);
  }
  return shared;
}
