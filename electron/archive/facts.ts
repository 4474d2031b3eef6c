import type { ArchiveFacts } from '../../shared/facts.ts';
import { foldAttributeSizes } from './attributeSizes.ts';
import type { NamesSeen } from './aclNames.ts';
import { foldAttributes, type ListedAttribute } from './attributes.ts';
import { contentsOf } from './contents.ts';
import type { BootNames } from './bootFiles.ts';
import { type ExpectedTree, growTree } from './expected.ts';
import { foldFatPlaces } from './fatPlaces.ts';
import { foldFstab } from './fstab.ts';
import { type Insider, WHOLE } from './inside.ts';
import { foldKernels } from './kernels.ts';
import { knownNamesIn } from './knownNames.ts';
import type { TarEnd, TarEntry } from './listing.ts';
import { normaliseName } from './names.ts';
import { foldOwners } from './owners.ts';
import { foldSizes, type SizesFold } from './sizes.ts';
import { foldTallies } from './tallies.ts';
import { searchUnsafe } from './unsafe.ts';

/** Everything that the listing of an archive tells. */
export type ListedFacts = Omit<
  ArchiveFacts,
  'file' | 'compression' | 'inside' | 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers' | 'ignored' | 'boot'
> & { readonly boot: BootNames };

export interface FactsFold {
  /** Members in archive order. @returns how it is called from the folder that is meant; undefined for what lies elsewhere */
  readonly add: (entry: TarEntry) => TarEntry | undefined;
  /** Of the member before, which does not lie elsewhere. */
  readonly addAttribute: (attribute: ListedAttribute) => void;
  readonly finish: (end: TarEnd) => ListedFacts;
  readonly soFar: SizesFold['soFar'];
  /** To be asked for after the last member. */
  readonly tree: () => ExpectedTree;
  /** Whom ACLs name. */
  readonly names: NamesSeen;
}

/**
 * Folds members into facts, one at a time: what is kept is the tree that they grow.
 * @param insider of the folder that is meant; what lies elsewhere is left out
 */
export function foldFacts(insider: Insider = WHOLE): FactsFold {
  const growth = growTree();
  const unsafe = searchUnsafe();
  const fatPlaces = foldFatPlaces();
  const fstab = foldFstab();
  const sizes = foldSizes();
  const attributeSizes = foldAttributeSizes();
  const kernels = foldKernels();
  const owners = foldOwners();
  const tallies = foldTallies();
  const attributes = foldAttributes();
  const add = (outer: TarEntry): TarEntry | undefined => {
    const entry = insider.entry(outer);
    if (entry) addInner(entry);
    else sizes.pass(outer);
    return entry;
  };
  const addInner = (entry: TarEntry): void => {
    const name = normaliseName(entry.name);
    sizes.add(entry);
    attributeSizes.begin();
    if (entry.type === 'symlink') unsafe.addSymlink(entry.name, entry.linkTarget ?? '');
    else unsafe.add(entry.name, entry.type === 'hardlink' ? entry.linkTarget : undefined);
    for (const fold of [fatPlaces, fstab, kernels, owners, tallies]) fold.add(entry, name);
    growth.add(entry);
  };
  const addAttribute = (attribute: ListedAttribute): void => {
    attributeSizes.add(attribute);
    attributes.add(attribute);
  };
  const finish = (end: TarEnd): ListedFacts => {
    const { paths, problems } = growth.tree;
    return {
      ...sizes.finish(end),
      ...attributeSizes.finish(),
      ending: end.ending,
      ...attributes.result(),
      ...tallies.result(paths),
      kernels: kernels.result(paths),
      ...systemOf(paths),
      ...owners.result(),
      ...fstab.result(paths),
      ...fatPlaces.result(paths),
      unsafe: unsafe.result(paths),
      problems: [...problems].map(([kind, tally]) => ({ kind, ...tally })),
      keptLinks: growth.tree.keptLinks,
    };
  };
  return { add, addAttribute, finish, soFar: sizes.soFar, tree: () => growth.tree, names: attributes.names };
}

function systemOf(paths: ExpectedTree['paths']): Pick<ArchiveFacts, 'rootFilesystem' | 'contents' | 'known'> {
  const contents = contentsOf(paths);
  return { rootFilesystem: contents.kind === 'root' || contents.kind === 'initramfs', contents, known: knownNamesIn(paths) };
}
