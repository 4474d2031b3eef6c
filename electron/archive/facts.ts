import type { ArchiveFacts } from '../../shared/facts.ts';
import { type AttributesSeen, foldAttributes } from './attributes.ts';
import { foldBoot, isKernelName } from './boot.ts';
import { foldFstab } from './fstab.ts';
import type { ListedAttribute, TarEnd, TarEntry } from './listing.ts';
import { exampleOf, normaliseName, tallyNames } from './names.ts';
import { foldSizes } from './sizes.ts';
import type { Member, Tree } from './tree.ts';
import { searchUnsafe } from './unsafe.ts';

/** Everything that the listing of an archive tells. */
export type ListedFacts = Omit<ArchiveFacts, 'file' | 'compression' | 'distribution' | 'machine' | 'fstabDevices' | 'aclNames' | 'aclStrangers' | 'ignored'>;

export interface FactsFold {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  /** Of the member before. */
  readonly addAttribute: (attribute: ListedAttribute) => void;
  readonly finish: (end: TarEnd) => ListedFacts;
  /** Complete after `finish`. Of several members with one name it has the first. */
  readonly tree: Tree;
  readonly attributes: AttributesSeen;
}

const MOST_KERNELS = 8;
/** A request is one line of limited length, in which an odd character takes several. */
const MOST_EXTENDED = { names: 64, bytes: 8192 };

/** Folds members into facts, one at a time: what is kept of each is its name, type, size and link. */
export function foldFacts(): FactsFold {
  const tree = new Map<string, Member>();
  const unsafe = searchUnsafe();
  const boot = foldBoot();
  const fstab = foldFstab();
  const sizes = foldSizes();
  const kernels: string[] = [];
  const absolute: string[] = [];
  const aclsBelowBoot: string[] = [];
  const extended = new Set<string>();
  const attributes = foldAttributes();

  const add = (entry: TarEntry): void => {
    const name = normaliseName(entry.name);
    sizes.add(entry);
    boot.add(entry, name);
    fstab.add(entry, name);
    if (entry.type === 'symlink') unsafe.addSymlink(entry.name, entry.linkTarget ?? '');
    else unsafe.add(entry.name, entry.type === 'hardlink' ? entry.linkTarget : undefined);
    if (isAclBelowBoot(entry, name)) aclsBelowBoot.push(entry.name);
    if (entry.name.startsWith('/')) absolute.push(entry.name);
    if (entry.type === 'file' && kernels.length < MOST_KERNELS && isKernelName(name)) kernels.push(exampleOf(name));
    // Of several members with one name the last is what is unpacked.
    if (entry.extended && entry.type !== 'hardlink') extended.add(name);
    else extended.delete(name);
    if (!tree.has(name)) tree.set(name, memberOf(entry));
  };
  const finish = (end: TarEnd): ListedFacts => ({
    ...sizes.finish(end),
    ending: end.ending,
    ...attributes.result(),
    aclsBelowBoot: tallyNames(aclsBelowBoot),
    extendedNames: fewNames(extended),
    kernels,
    rootFilesystem: isRootFilesystem(tree),
    fstab: fstab.result(tree),
    boot: boot.result(),
    absolute: tallyNames(absolute),
    unsafe: unsafe.result(tree),
  });
  return { add, addAttribute: attributes.add, finish, tree, attributes: attributes.seen };
}

function isAclBelowBoot({ acl }: TarEntry, name: string): boolean {
  return acl && name.startsWith('boot/');
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

function memberOf({ name, type, size, linkTarget }: TarEntry): Member {
  return { name, type, size, ...(linkTarget === undefined ? {} : { linkTarget }) };
}

/** Also of an archive that lists no folders, only what is in them. */
function isRootFilesystem(tree: Tree): boolean {
  const tops = new Set([...tree.keys()].flatMap((name) => [/^[^/]+/, /^[^/]+\/[^/]+/].map((top) => top.exec(name)?.[0])));
  const has = (...names: readonly string[]): boolean => names.some((name) => tops.has(name));
  return has('etc') && has('bin', 'usr/bin') && has('lib', 'usr/lib', 'sbin', 'usr/sbin');
}
