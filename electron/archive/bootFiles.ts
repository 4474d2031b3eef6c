import { loaderName } from '../../shared/bootFacts.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { type BootKind, bootKindOf } from '../../shared/boot/kind.ts';
import { tellingLines } from '../../shared/boot/lines.ts';
import { pathsIn, readingsOf } from '../../shared/boot/paths.ts';
import type { ExpectedTree } from './expected.ts';
import type { TarEntry } from './listing.ts';
import { newest } from './newest.ts';
import { findFile, leadsSomewhere, type Looks, type Tree } from './tree.ts';

/** What an archive has for booting beside its kernels and boot loaders: configuration, initramfs, device trees. */

/** A request is one line of limited length; and each look into the tree takes longer the deeper links have led: those that a hundred paths are worth take less than a second. */
const MOST = { files: 32, bytes: 8192, found: 64, initrds: 8, names: 64, name: 200, looks: 16_384 };

export type BootNames = Pick<ArchiveFacts['boot'], 'initrds' | 'deviceTrees'>;

export interface BootNamesFold {
  readonly add: (entry: TarEntry, name: string) => void;
  readonly result: (paths: ExpectedTree['paths']) => BootNames;
}

const INITRD = /^boot\/(?:initrd|initramfs)[^/]*$/;

export function foldBootNames(): BootNamesFold {
  const initrds = new Set<string>();
  let deviceTrees = 0;
  const add = ({ type }: TarEntry, name: string): void => {
    if (name.endsWith('.dtb')) deviceTrees += 1;
    if (type !== 'directory' && INITRD.test(name) && initrds.size < MOST.names && loaderName.safeParse(name).success) initrds.add(name);
  };
  const result: BootNamesFold['result'] = (paths) => {
    const sized = [...initrds].flatMap((name) => {
      const file = findFile(paths, name);
      const inode = loaderName.safeParse(file).success ? paths.get(file ?? '') : undefined;
      return inode ? [{ name, size: inode.size }] : [];
    });
    return { initrds: newest(sized, MOST.initrds), deviceTrees };
  };
  return { add, result };
}

/** Its configuration, as far as it tells where things lie; of files that tell too much, their names. @param textOf one character a byte */
export function bootFilesIn(tree: Tree, names: readonly string[], textOf: (name: string) => string): Pick<ArchiveFacts['boot'], 'files' | 'found'> {
  let room = MOST.bytes;
  const files = names.flatMap((name): Told[] => {
    const kind = bootKindOf(name);
    if (kind === undefined || tree.get(name)?.type !== 'file') return [];
    const lines = tellingLines(textOf(name));
    if (lines?.length === 0) return [];
    room -= JSON.stringify(lines ?? []).length;
    return [{ name, kind, lines: room > 0 ? lines : null }];
  });
  const some = files.slice(0, MOST.files);
  return { files: some.map(({ name, lines }) => ({ name, lines })), found: foundIn(tree, some) };
}

interface Told {
  readonly name: string;
  readonly kind: BootKind;
  readonly lines: string[] | null;
}

/** Of all that they name, by any reading, what is there; what would take too many looks is not. */
function foundIn(tree: Tree, files: readonly Told[]): string[] {
  const named = new Set(files.flatMap(({ kind, lines }) => pathsIn(kind, lines ?? [])).flatMap(readingsOf));
  const found: string[] = [];
  let looks = 0;
  const get: Looks['get'] = (name) => {
    looks += 1;
    return tree.get(name);
  };
  const counted: Looks = { get, has: (name) => tree.has(name) };
  for (const path of named) {
    if (looks >= MOST.looks || found.length === MOST.found) break;
    if (path.length <= MOST.name && leadsSomewhere(counted, path)) found.push(path);
  }
  return found;
}
