import type { Contents } from '../../shared/facts.ts';
import { folderInside } from '../../shared/inside.ts';
import { exampleOf, parentOf } from './names.ts';
import { type Outline, outlineOf, type Sizes } from './outline.ts';
import { recognise } from './recognise.ts';

/** What an archive holds, by the names in it: a root filesystem, and if not, what it is instead. */
export function contentsOf(tree: Sizes): Contents {
  const outline = outlineOf(tree);
  if (isRoot(outline, '')) return { kind: isInitramfs(outline) ? 'initramfs' : 'root', folders: [] };
  const roots = rootsIn(outline);
  if (roots.length > 0) return { kind: 'wrapped', folders: roots.flatMap(asFolder).slice(0, MOST_FOLDERS) };
  return recogniseWithin(outline);
}

const MOST_FOLDERS = 4;

function isRoot({ has, namesIn }: Outline, folder: string): boolean {
  const within = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const hasOne = (...names: readonly string[]): boolean => names.some((name) => has(within(name)));
  if (!hasOne('etc') || !hasOne('bin', 'usr/bin') || !hasOne('lib', 'usr/lib', 'sbin', 'usr/sbin')) return false;
  // A large package has folders of all kinds as well, but the papers of one package, and no users.
  return hasOne('etc/passwd') || !hasOne('usr/share/doc') || namesIn(within('usr/share/doc')).size !== 1;
}

/** dracut leaves a file that says so; initramfs-tools and mkinitcpio have programs of their own beside `init`. */
function isInitramfs({ has }: Outline): boolean {
  return has('etc/initrd-release') || has('usr/lib/initrd-release') || (has('init') && (has('init_functions') || has('scripts/functions')));
}

/** Parts of a folder's name: deeper than this nobody packs a root filesystem as such. */
const DEEPEST = 5;

/** Folders that are root filesystems, and lie in no other that is one; those at the top first. */
function rootsIn(outline: Outline): string[] {
  const found = [...outline.tree.keys()]
    .filter((path) => path.endsWith('/etc'))
    .map(parentOf)
    .filter((folder) => depthOf(folder) <= DEEPEST && isRoot(outline, folder))
    .toSorted((a, b) => depthOf(a) - depthOf(b));
  return found.filter((folder) => !found.some((other) => folder.startsWith(`${other}/`)));
}

const depthOf = (folder: string): number => folder.split('/').length;

/** Folders that mean something where they are: nobody has put an archive into one of these. */
const SYSTEMS = new Set(['bin', 'boot', 'dev', 'efi', 'EFI', 'etc', 'home', 'lib', 'lib64', 'opt', 'root', 'run', 'sbin', 'srv', 'usr', 'var']);

/** At the top, and else in the one folder in which everything lies. */
function recogniseWithin(outline: Outline): Contents {
  let folder = '';
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    const found = recognise(outline, folder);
    if (found) return { kind: found.kind, folders: asFolder(folder), ...(found.member ? { member: exampleOf(found.member) } : {}) };
    const [only, ...others] = outline.namesIn(folder);
    const next = folder === '' ? only : `${folder}/${only}`;
    if (only === undefined || others.length > 0 || SYSTEMS.has(only) || outline.namesIn(next ?? '').size === 0) break;
    folder = next ?? '';
  }
  return { kind: 'files', folders: asFolder(folder) };
}

/** As it can be chosen; none where it is the top, or has a name that cannot be. */
function asFolder(name: string): string[] {
  const text = Buffer.from(name, 'latin1').toString('utf8');
  return name !== '' && Buffer.from(text).toString('latin1') === name && folderInside.safeParse(text).success ? [text] : [];
}
