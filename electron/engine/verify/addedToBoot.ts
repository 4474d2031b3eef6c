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
    const programs = namesIn(root, `${esp}/EFI/BOOT`).filter((name) => /^boot[a-z0-9]+\.efi$/i.test(name));
    const loaders = programs.filter((name) => !paths.has(`${esp}/EFI/BOOT/${name}`)).flatMap((name) => loaderOf(name, { root, esp, tree }));
    const texts = [...(programs.length > 0 ? [ENTRY] : []), SCRIPT].map((name) => `${esp}/${name}`).filter((name) => !paths.has(name));
    const started = texts.flatMap((name) => {
      const kernel = kernelOf(tree.read(name) ?? '', volume, { root, esp, tree, paths });
      return kernel ? [name, ...kernel] : [];
    });
    const added = [...loaders, ...started];
    return [...added, ...foldersOf(added, esp)].filter((name) => !paths.has(name));
  });
}

interface Place {
  readonly root: string;
  readonly esp: string;
  readonly tree: UnpackedTree;
}

/** Those below a folder in which names lie. */
function foldersOf(names: readonly string[], below: string): string[] {
  const above = names.map(parentOf).filter((folder) => folder.startsWith(`${below}/`));
  return above.length === 0 ? [] : [...new Set([...above, ...foldersOf(above, below)])];
}

/** systemd-boot, which may find by itself what to start. */
function loaderOf(name: string, { root, esp, tree }: Place): string[] {
  const copy = `${esp}/EFI/BOOT/${name}`;
  return isCopy(copy, `usr/lib/systemd/boot/efi/systemd-${name.toLowerCase()}`, root, tree) ? [copy] : [];
}

/**
 * What a text starts, as it was written for this root: copies of what is in /boot, or what the archive has there itself.
 * @returns undefined for any other text
 */
function kernelOf(
  text: string,
  volume: LaidVolume | undefined,
  { root, esp, tree, paths }: Place & { readonly paths: ExpectedTree['paths'] },
): string[] | undefined {
  const started = startedBy(text);
  if (!started || !volume || started.filesystem !== volume.filesystem) return undefined;
  if (![`UUID=${volume.uuid}`, `PARTUUID=${volume.partuuid}`].includes(started.root)) return undefined;
  const names = [started.linux, ...(started.initrd === undefined ? [] : [started.initrd])].map((path) => `${esp}${path}`);
  const isRight = (name: string): boolean => paths.has(name) || (isOurs(name, esp) && isCopy(name, `boot/${baseOf(name)}`, root, tree));
  return names.every(isRight) ? names : undefined;
}

const isOurs = (name: string, esp: string): boolean => parentOf(name) === `${esp}/linux`;
const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Of the file of the archive from which it was made. */
function isCopy(copy: string, original: string, root: string, tree: UnpackedTree): boolean {
  const from = tree.file(original);
  return from !== undefined && isSame(pathIn(root, copy), pathIn(root, from));
}

/** None where it is no folder. */
function namesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(pathIn(root, folder), 'latin1');
  } catch {
    return [];
  }
}
