import type { ArchiveFacts } from '../../shared/facts.ts';
import type { TarEntry } from './listing.ts';

/** Whom the members belong to. */

export interface OwnersFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: () => Pick<ArchiveFacts, 'root' | 'ordinary'>;
}

export function foldOwners(): OwnersFold {
  const counts = new Map<number, number>();
  let root: ArchiveFacts['root'] = null;
  const add = ({ type, mode, uid, gid }: TarEntry, name: string): void => {
    if (uid !== 0) counts.set(uid, (counts.get(uid) ?? 0) + 1);
    // Of several members with this name the last is what is unpacked.
    if (name === '' && type === 'directory') root = { mode, uid, gid };
  };
  const result = (): ReturnType<OwnersFold['result']> => {
    let ordinary: ArchiveFacts['ordinary'] = null;
    for (const [uid, members] of counts) if (members > (ordinary?.members ?? 0)) ordinary = { uid, members };
    return { root, ordinary };
  };
  return { add, result };
}
