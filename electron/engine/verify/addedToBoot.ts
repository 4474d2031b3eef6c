import { readdirSync } from 'node:fs';
import type { LaidVolume } from '../../../shared/boot/laid.ts';
import { ENTRY, SCRIPT, startedBy } from '../../../shared/plan/efiTexts.ts';
import type { ExpectedTree } from '../../archive/expected.ts';
import { parentOf } from '../../archive/names.ts';
import { type UnpackedTree, viewTree } from '../flash/treeView.ts';
import type { LaidVolumes } from './amended.ts';
import { isSame } from './edited.ts';
import { pathIn } from './tree.ts';

/** What was added to an EFI system partition so that it boots (`shared/plan/efiFiles.ts`), for a verification that knows only the drive and the archive. */

const PLACES = ['boot/efi', 'efi', 'boot'];

/** Names of what is exactly what it is to be, and of the folders of it. What the archive has itself is not among them. */
export function addedToBoot(root: string, { volumes }: LaidVolumes, paths: ExpectedTree['paths']): string[] {
  const tree = viewTree(root);
  const volume = volumes.find(({ mount }) => mount === '/');
  return PLACES.flatMap((esp) => {
    const [copies, loaders] = [copiesIn(root, esp, tree), loadersIn(root, esp, tree)];
    const isThere = (path: string): boolean => copies.includes(`${esp}${path}`) || paths.has(`${esp}${path}`);
    const text = [`${esp}/${ENTRY}`, `${esp}/${SCRIPT}`].find((name) => !paths.has(name) && startsThese(tree.read(name) ?? '', volume, isThere));
    const added = [...loaders, ...(text === undefined ? [] : [text, ...copies])];
    return [...added, ...foldersOf(added, esp)].filter((name) => !paths.has(name));
  });
}

/** Those below a folder in which names lie. */
function foldersOf(names: readonly string[], below: string): string[] {
  const above = names.map(parentOf).filter((folder) => folder.startsWith(`${below}/`));
  return above.length === 0 ? [] : [...new Set([...above, ...foldersOf(above, below)])];
}

/** Of kernels and what belongs to them. */
function copiesIn(root: string, esp: string, tree: UnpackedTree): string[] {
  return namesIn(root, `${esp}/linux`).flatMap((name) => sameAs(`${esp}/linux/${name}`, `boot/${name}`, root, tree));
}

/** systemd-boot, which may find by itself what to start. */
function loadersIn(root: string, esp: string, tree: UnpackedTree): string[] {
  const folder = `${esp}/EFI/BOOT`;
  return namesIn(root, folder).flatMap((name) => sameAs(`${folder}/${name}`, `usr/lib/systemd/boot/efi/systemd-${name.toLowerCase()}`, root, tree));
}

/** The copy, if it is the same as the file of the archive that it was copied from. */
function sameAs(copy: string, original: string, root: string, tree: UnpackedTree): string[] {
  const from = tree.file(original);
  return from !== undefined && isSame(pathIn(root, copy), pathIn(root, from)) ? [copy] : [];
}

/** As it was written for this root, and nothing else. */
function startsThese(text: string, volume: LaidVolume | undefined, isThere: (path: string) => boolean): boolean {
  const started = startedBy(text);
  if (!started || !volume || started.filesystem !== volume.filesystem) return false;
  const { uuid, partuuid } = volume;
  return [`UUID=${uuid}`, `PARTUUID=${partuuid}`].includes(started.root) && [started.linux, started.initrd ?? started.linux].every(isThere);
}

/** None where it is no folder. */
function namesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(pathIn(root, folder), 'latin1');
  } catch {
    return [];
  }
}
