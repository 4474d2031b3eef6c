import type { ArchiveFacts } from '../../shared/facts.ts';
import { foldAttributeSizes } from './attributeSizes.ts';
import { type AttributesFold, foldAttributes } from './attributes.ts';
import { foldBoot } from './boot.ts';
import { contentsOf } from './contents.ts';
import { type ExpectedTree, growTree } from './expected.ts';
import { foldFstab } from './fstab.ts';
import { type Insider, WHOLE } from './inside.ts';
import { foldKernels } from './kernels.ts';
import type { ListedAttribute, TarEnd, TarEntry } from './listing.ts';
import { normaliseName } from './names.ts';
import { foldOwners } from './owners.ts';
import { foldSizes, type SizesFold } from './sizes.ts';
import { foldTallies } from './tallies.ts';
import { searchUnsafe } from './unsafe.ts';

/** Everything that the listing of an archive tells. */
export type ListedFacts = Omit<
  ArchiveFacts,
  'file' | 'compression' | 'inside' | 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers' | 'ignored'
>;

export interface FactsFold {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  /** Of the member before. */
  readonly addAttribute: (attribute: ListedAttribute) => void;
  readonly finish: (end: TarEnd) => ListedFacts;
  readonly soFar: SizesFold['soFar'];
  /** To be asked for after the last member. */
  readonly tree: () => ExpectedTree;
  readonly attributes: Pick<AttributesFold, 'seen' | 'result'>;
}

/**
 * Folds members into facts, one at a time: what is kept is the tree that they grow.
 * @param insider of the folder that is meant; what lies elsewhere is left out
 */
export function foldFacts(insider: Insider = WHOLE): FactsFold {
  const growth = growTree();
  const unsafe = searchUnsafe();
  const boot = foldBoot();
  const fstab = foldFstab();
  const sizes = foldSizes();
  const attributeSizes = foldAttributeSizes();
  const kernels = foldKernels();
  const owners = foldOwners();
  const tallies = foldTallies();
  const attributes = foldAttributes();
  let isInside = true;

  const add = (outer: TarEntry): void => {
    const entry = insider.entry(outer);
    isInside = entry !== undefined;
    if (!entry) return sizes.pass(outer);
    const name = normaliseName(entry.name);
    sizes.add(entry);
    attributeSizes.begin();
    if (entry.type === 'symlink') unsafe.addSymlink(entry.name, entry.linkTarget ?? '');
    else unsafe.add(entry.name, entry.type === 'hardlink' ? entry.linkTarget : undefined);
    for (const fold of [boot, fstab, kernels, owners, tallies]) fold.add(entry, name);
    growth.add(entry);
  };
  const addAttribute = (attribute: ListedAttribute): void => {
    if (!isInside) return;
    attributeSizes.add(attribute);
    attributes.add(attribute);
  };
  const finish = (end: TarEnd): ListedFacts => {
    const { paths, problems, keptLinks } = growth.tree;
    return {
      ...sizes.finish(end),
      ...attributeSizes.finish(),
      ending: end.ending,
      ...attributes.result(),
      ...tallies.result(),
      kernels: kernels.result(paths),
      ...systemOf(paths),
      ...owners.result(),
      ...fstab.result(paths),
      ...boot.result(paths),
      unsafe: unsafe.result(paths),
      problems: [...problems].map(([kind, tally]) => ({ kind, ...tally })),
      keptLinks,
    };
  };
  return { add, addAttribute, finish, soFar: sizes.soFar, tree: () => growth.tree, attributes };
}

function systemOf(paths: ExpectedTree['paths']): Pick<ArchiveFacts, 'rootFilesystem' | 'contents'> {
  const contents = contentsOf(paths);
  return { rootFilesystem: contents.kind === 'root' || contents.kind === 'initramfs', contents };
}
