import type { ArchiveFacts, Tally } from '../../shared/facts.ts';
import { foldAttributeSizes } from './attributeSizes.ts';
import { type AttributesSeen, foldAttributes } from './attributes.ts';
import { foldBoot } from './boot.ts';
import { contentsOf } from './contents.ts';
import { type ExpectedTree, growTree } from './expected.ts';
import { foldFstab } from './fstab.ts';
import { type Insider, WHOLE } from './inside.ts';
import { foldKernels } from './kernels.ts';
import type { ListedAttribute, TarEnd, TarEntry } from './listing.ts';
import { normaliseName, tallyNames } from './names.ts';
import { foldOwners } from './owners.ts';
import { foldSizes } from './sizes.ts';
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
  /** To be asked for after the last member. */
  readonly tree: () => ExpectedTree;
  readonly attributes: AttributesSeen;
}

/** A request is one line of limited length, in which an odd character takes several. */
const MOST_EXTENDED = { names: 64, bytes: 8192 };

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
  const absolute = foldNames(({ name }) => name.startsWith('/'));
  const extended = foldExtendedNames();
  const aclsBelowBoot = foldNames(isAclBelowBoot);
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
    for (const fold of [boot, fstab, kernels, owners, extended, absolute, aclsBelowBoot]) fold.add(entry, name);
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
      aclsBelowBoot: aclsBelowBoot.result(),
      extendedNames: extended.result(),
      kernels: kernels.result(paths),
      ...systemOf(paths),
      ...owners.result(),
      fstab: fstab.result(paths),
      ...boot.result(),
      absolute: absolute.result(),
      unsafe: unsafe.result(paths),
      problems: [...problems].map(([kind, tally]) => ({ kind, ...tally })),
      keptLinks,
    };
  };
  return { add, addAttribute, finish, tree: () => growth.tree, attributes: attributes.seen };
}

function isAclBelowBoot({ acl }: TarEntry, name: string): boolean {
  return acl && name.startsWith('boot/');
}

function systemOf(paths: ExpectedTree['paths']): Pick<ArchiveFacts, 'rootFilesystem' | 'contents'> {
  const contents = contentsOf(paths);
  return { rootFilesystem: contents.kind === 'root' || contents.kind === 'initramfs', contents };
}

function foldNames(counts: (entry: TarEntry, name: string) => boolean): {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: () => Tally;
} {
  const names: string[] = [];
  const add = (entry: TarEntry, name: string): void => {
    if (counts(entry, name)) names.push(entry.name);
  };
  return { add, result: () => tallyNames(names) };
}

interface NamesFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: () => string[];
}

function foldExtendedNames(): NamesFold {
  const names = new Set<string>();
  const add = ({ extended, type }: TarEntry, name: string): void => {
    // Of several members with one name the last is what is unpacked.
    if (extended && type !== 'hardlink') names.add(name);
    else names.delete(name);
  };
  return { add, result: () => fewNames(names) };
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
