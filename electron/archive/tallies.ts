import type { ArchiveFacts } from '../../shared/facts.ts';
import type { ExpectedTree } from './expected.ts';
import type { TarEntry } from './listing.ts';
import { type BootNames, foldBootNames } from './bootFiles.ts';
import { foldLoaders } from './loaders.ts';
import { NONE, oneMore } from './names.ts';

/** Members that matter by their number and an example, or by their names where they are few. */
export interface TalliesFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (paths: ExpectedTree['paths']) => Pick<ArchiveFacts, 'absolute' | 'extendedNames' | 'loaders'> & { readonly boot: BootNames };
}

/** A request is one line of limited length, in which an odd character takes several. */
const MOST_EXTENDED = { names: 64, bytes: 8192 };

export function foldTallies(): TalliesFold {
  let absolute = NONE;
  const extended = new Set<string>();
  const loaders = foldLoaders();
  const bootNames = foldBootNames();

  const add = (entry: TarEntry, name: string): void => {
    const { name: given, type, extended: isExtended } = entry;
    loaders.add(entry, name);
    bootNames.add(entry, name);
    if (given.startsWith('/')) absolute = oneMore(absolute, given);
    // Of several members with one name the last is what is unpacked.
    if (isExtended && type !== 'hardlink') extended.add(name);
    else extended.delete(name);
  };
  return { add, result: (paths) => ({ absolute, extendedNames: fewNames(extended), ...loaders.result(paths), boot: bootNames.result(paths) }) };
}

function fewNames(names: ReadonlySet<string>): string[] {
  const found = [...names];
  // The root has no name.
  const isFew =
    !names.has('') &&
    found.length <= MOST_EXTENDED.names &&
    Buffer.byteLength(JSON.stringify(found)) <= MOST_EXTENDED.bytes &&
    found.every(({ length }) => length <= 1024);
  return isFew ? found : [];
}
