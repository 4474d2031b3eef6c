import { isUtf8 } from 'node:buffer';
import type { ArchiveFacts } from '../../shared/facts.ts';
import type { TarEntry } from './listing.ts';
import { exampleOf, NONE, normaliseName, oneMore } from './names.ts';
import type { Tree } from './tree.ts';

/** What lies below `boot/`, which may go to a FAT partition of its own. */

const LARGEST_ON_FAT = 4 * 1024 ** 3 - 1;
/** FAT's forbidden characters, and the dots and spaces at the end of a name that Linux's vfat drops. */
const NOT_ON_FAT = /["*:<>?\\|\0-\x1f]|[. ](?:\/|$)/;

export interface BootFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (tree: Tree) => Pick<ArchiveFacts, 'boot' | 'bootLinks'>;
}

export function foldBoot(): BootFold {
  const spellings = new Map<string, string>();
  let notFatSafe = NONE;
  let bootLinks = NONE;
  let blockBytes = 0;

  /** FAT takes `A` and `a` for one file. */
  const collides = (name: string): boolean => {
    const folded = foldCase(name);
    const first = spellings.get(folded) ?? name;
    spellings.set(folded, first);
    return first !== name;
  };
  const add = (entry: TarEntry, name: string): void => {
    if (entry.type === 'hardlink' && isBelow(name) !== isBelow(normaliseName(entry.linkTarget ?? ''))) bootLinks = oneMore(bootLinks, entry.name);
    if (name === 'boot' ? entry.type === 'directory' : !isBelow(name)) return;
    blockBytes += bytesOnFat(entry);
    if (collides(name) || !isFatSafe(entry, name)) notFatSafe = oneMore(notFatSafe, entry.name);
  };
  const result: BootFold['result'] = (tree) => {
    const boot = tree.get('boot');
    const link = boot?.type === 'symlink' ? { link: exampleOf(boot.linkTarget ?? '') } : {};
    return { boot: { blockBytes, notFatSafe, ...link }, bootLinks };
  };
  return { add, result };
}

const isBelow = (name: string): boolean => name.startsWith('boot/');

/** FAT's names are UTF-16, and of each letter it knows the capital (as far as that is one letter, too). */
function foldCase(name: string): string {
  const capital = (letter: string): string => {
    const upper = letter.toUpperCase();
    return upper.length === letter.length ? upper : letter;
  };
  return [...Buffer.from(name, 'latin1').toString('utf8')].map(capital).join('');
}

/** FAT has no holes and no links: a file takes its whole size. */
function bytesOnFat({ type, size }: TarEntry): number {
  if (type === 'directory') return 4096;
  return type === 'file' ? Math.ceil(size / 4096) * 4096 : 0;
}

function isFatSafe({ type, size }: TarEntry, name: string): boolean {
  return (type === 'file' || type === 'directory') && size <= LARGEST_ON_FAT && !NOT_ON_FAT.test(name) && isUtf8(Buffer.from(name, 'latin1'));
}
