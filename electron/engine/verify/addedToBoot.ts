import { readdirSync } from 'node:fs';
import type { ExpectedTree } from '../../archive/expected.ts';
import { type UnpackedTree, viewTree } from '../flash/treeView.ts';
import type { LaidVolumes } from './amended.ts';
import { isSame } from './edited.ts';
import { pathIn } from './tree.ts';

/** What was added to an EFI system partition so that it boots (`shared/plan/efi.ts`), for a verification that knows only the drive and the archive. */

const PLACES = ['boot/efi', 'efi', 'boot'];
const ENTRY = 'loader/entries/tarstrap.conf';

/** Names of what is exactly what it is to be, and of the folders of it. What the archive has itself is not among them. */
export function addedToBoot(root: string, { volumes }: LaidVolumes, paths: ExpectedTree['paths']): string[] {
  const tree = viewTree(root);
  const esp = PLACES.find((place) => tree.file(`${place}/${ENTRY}`) === `${place}/${ENTRY}`);
  if (esp === undefined || paths.has(`${esp}/${ENTRY}`)) return [];
  const copies = copiesIn(root, esp, tree);
  const isThere = (path: string): boolean => copies.includes(`${esp}${path}`) || paths.has(`${esp}${path}`);
  const tags = volumes.filter(({ mount }) => mount === '/').flatMap(({ uuid, partuuid }) => [`UUID=${uuid}`, `PARTUUID=${partuuid}`]);
  if (!startsThese(tree.read(`${esp}/${ENTRY}`) ?? '', tags, isThere)) return [];
  const folders = ['EFI', 'EFI/BOOT', 'linux', 'loader', 'loader/entries'].map((folder) => `${esp}/${folder}`);
  return [`${esp}/${ENTRY}`, ...copies, ...folders].filter((name) => !paths.has(name));
}

/** Each is the same as the file of the archive that it was copied from. */
function copiesIn(root: string, esp: string, tree: UnpackedTree): string[] {
  const pairs = [
    ...namesIn(root, `${esp}/linux`).map((name) => [`${esp}/linux/${name}`, `boot/${name}`] as const),
    ...namesIn(root, `${esp}/EFI/BOOT`).map((name) => [`${esp}/EFI/BOOT/${name}`, `usr/lib/systemd/boot/efi/systemd-${name.toLowerCase()}`] as const),
  ];
  return pairs.flatMap(([copy, original]) => {
    const from = tree.file(original);
    return from !== undefined && isSame(pathIn(root, copy), pathIn(root, from)) ? [copy] : [];
  });
}

const FORM = /^title [ -~]*\nlinux (\/[!-~]+)\n(?:initrd (\/[!-~]+)\n)?options root=([!-~]+) rw\n$/;

/** As it was written, and nothing else. */
function startsThese(text: string, tags: readonly string[], isThere: (path: string) => boolean): boolean {
  const [, kernel, initrd, root = ''] = FORM.exec(text) ?? [];
  return kernel !== undefined && isThere(kernel) && (initrd === undefined || isThere(initrd)) && tags.includes(root);
}

/** None where it is no folder. */
function namesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(pathIn(root, folder), 'latin1');
  } catch {
    return [];
  }
}
