import type { ArchiveFacts } from '../../shared/facts.ts';
import type { TarEntry } from './listing.ts';
import type { TarMember } from './member.ts';
import { NONE, oneMore } from './names.ts';

/**
 * Files whose names end with a slash, as folders have it in the oldest tars. tar lists and lays them as folders; but where one has contents
 * it takes these for headers when it unpacks, and fails.
 */
export interface SlashedFold {
  readonly add: (entry: TarEntry, member: TarMember) => void;
  readonly result: () => ArchiveFacts['problems'];
}

export function foldSlashed(): SlashedFold {
  let found = NONE;
  const add: SlashedFold['add'] = ({ type, size }, { typeflag, entry }) => {
    if (type === 'directory' && size > 0 && '07'.includes(typeflag)) found = oneMore(found, entry.name);
  };
  return { add, result: () => (found.count === 0 ? [] : [{ kind: 'folder-with-contents', ...found }]) };
}
