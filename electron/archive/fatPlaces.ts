import { isUtf8 } from 'node:buffer';
import { type ArchiveFacts, fatPlace, type FatPlace, type Tally } from '../../shared/facts.ts';
import { misfitsIn } from './fatNames.ts';
import type { TarEntry } from './listing.ts';
import { exampleOf, NONE, normaliseName, oneMore } from './names.ts';
import type { Tree } from './tree.ts';

/** What lies where a FAT partition may be: it would have to hold that. */

const LARGEST_ON_FAT = 4 * 1024 ** 3 - 1;
/** FAT's forbidden characters, and the dots and spaces at the end of a name that Linux's vfat drops. */
const NOT_ON_FAT = /["*:<>?\\|\0-\x1f]|[. ](?:\/|$)/;

export interface FatPlacesFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (tree: Tree) => Pick<ArchiveFacts, 'fat'>;
}

export function foldFatPlaces(): FatPlacesFold {
  const folds = fatPlace.options.map((place) => [place, foldPlace(place)] as const);
  const [[, whole], ...places] = folds as [(typeof folds)[number], ...typeof folds];
  return {
    add: (entry, name) => {
      whole.add(entry, name);
      if (entry.type === 'hardlink' || MAY_BE_BELOW.test(name)) for (const [, fold] of places) fold.add(entry, name);
    },
    result: (tree) => {
      // What cannot be FAT anyway is not searched: in a root filesystem that would be a hundred thousand names.
      const likely = folds.map(([, fold]) => fold).filter((fold) => fold.mayBeFat());
      const misfits = misfitsIn(
        tree,
        likely.map(({ start }) => start),
      );
      const facts = folds.map(([place, fold]) => [place, fold.result(tree, misfits[likely.indexOf(fold)])]);
      return { fat: Object.fromEntries(facts) as ArchiveFacts['fat'] };
    },
  };
}

/** Of all places but the whole. */
const MAY_BE_BELOW = /^(?:boot|efi)(?:\/|$)/;

interface PlaceFold {
  readonly add: (entry: TarEntry, name: string) => void;
  /** Of the names that lie there. */
  readonly start: string;
  /** As far as each member tells by itself. */
  readonly mayBeFat: () => boolean;
  readonly result: (tree: Tree, misfits: Tally | undefined) => ArchiveFacts['fat'][FatPlace];
}

function foldPlace(place: FatPlace): PlaceFold {
  const folder = place.slice(1);
  const start = folder === '' ? '' : `${folder}/`;
  const isBelow = (name: string): boolean => name.startsWith(start);
  let notFatSafe = NONE;
  let links = NONE;
  let acls = NONE;
  let blockBytes = 0;
  let isUsed = false;

  const add = (entry: TarEntry, name: string): void => {
    if (entry.type === 'hardlink' && isBelow(name) !== isBelow(normaliseName(entry.linkTarget ?? ''))) links = oneMore(links, entry.name);
    if (entry.acl && isBelow(name)) acls = oneMore(acls, entry.name);
    if (name === folder ? entry.type === 'directory' : !isBelow(name)) return;
    isUsed = true;
    blockBytes += bytesOnFat(entry, name);
    if (!isFatSafe(entry, name)) notFatSafe = oneMore(notFatSafe, entry.name);
  };
  const result: PlaceFold['result'] = (tree, misfits = notFatSafe) => {
    const there = tree.get(folder);
    const link = there?.type === 'symlink' ? { link: exampleOf(there.linkTarget ?? '') } : {};
    return { blockBytes, notFatSafe: misfits, links, acls, ...link };
  };
  return { add, start, mayBeFat: () => isUsed && notFatSafe.count === 0, result };
}

/** FAT has no holes and no links: a file takes its whole size. */
function bytesOnFat({ type, size }: TarEntry, name: string): number {
  if (type === 'directory') return 4096 + ofName(name);
  return type === 'file' ? Math.ceil(size / 4096) * 4096 + ofName(name) : 0;
}

/** In its folder: 32 bytes, and as many for each 13 letters. */
function ofName(name: string): number {
  return 32 * (1 + Math.ceil((name.length - 1 - name.lastIndexOf('/')) / 13));
}

function isFatSafe({ type, size }: TarEntry, name: string): boolean {
  return (type === 'file' || type === 'directory') && size <= LARGEST_ON_FAT && (!ODD.test(name) || isNameOnFat(name));
}

/** These, and what may be no UTF-8: few names are looked at twice. */
const ODD = /["*:<>?\\|\0-\x1f\x80-\xff]|[. ](?:\/|$)/;

function isNameOnFat(name: string): boolean {
  return !NOT_ON_FAT.test(name) && isUtf8(Buffer.from(name, 'latin1'));
}
