import { lstatSync, readdirSync } from 'node:fs';
import { counted } from '../../../shared/counted.ts';
import type { ExpectedTree } from '../../archive/expected.ts';
import { displayName } from '../../archive/names.ts';
import { openTurns } from '../../run/turns.ts';
import { isDeviceError } from '../failure.ts';
import type { Mismatches } from './mismatches.ts';
import { isBelow, shownName } from './tree.ts';

interface Known {
  readonly paths: ExpectedTree['paths'];
  /** Files and folders that we made ourselves. */
  readonly ours: readonly string[];
  /** The same, but nothing that lies in them. */
  readonly edited: ReadonlySet<string>;
  /** Folders on FAT, which has one name for `A` and `a`. */
  readonly fat: readonly string[];
  /** Names are not for everybody: then they are counted. */
  readonly isPrivate: boolean;
}

/** Files on the target that no member of the archive accounts for. */
export async function findExtras(root: string, { paths, ours, edited, fat, isPrivate }: Known, found: Mismatches, signal: AbortSignal): Promise<void> {
  let count = 0;
  const editedOnFat = new Set([...edited].filter((name) => isBelow(name, fat)).map((name) => name.toLowerCase()));
  const isEdited = (name: string): boolean => edited.has(name) || (isBelow(name, fat) && editedOnFat.has(name.toLowerCase()));
  const look = (name: string): void => {
    if (paths.has(name) || isEdited(name) || ours.some((our) => our === name || our.startsWith(`${name}/`))) return;
    if (isPrivate) count += 1;
    else found.add(displayName(name), 'is not in the archive');
  };
  const onDamage = (name: string, problem: string): void => found.add(shownName(name), `cannot be read (${problem})`);
  await walk(root, { look, onDamage, isNamed: (name) => paths.has(name) }, signal);
  if (count > 0) found.add(counted(count, 'file'), count === 1 ? 'is not in the archive' : 'are not in the archive', count);
}

interface Visitor {
  readonly look: (name: string) => void;
  readonly onDamage: (name: string, problem: string) => void;
  readonly isNamed: (name: string) => boolean;
}

/** Everything below a folder by its name, one character a byte. @throws the abort's reason; the system's error where the device fails */
async function walk(root: string, { look, onDamage, isNamed }: Visitor, signal: AbortSignal): Promise<void> {
  const folders = [''];
  const turns = openTurns(signal);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const at = Buffer.from(folder === '' ? root : `${root}/${folder}`, 'latin1');
    for (const entry of entriesOf(at, (problem) => onDamage(folder, problem))) {
      const base = entry.name.toString('latin1');
      const name = folder === '' ? base : `${folder}/${base}`;
      if (base === 'lost+found' && !isNamed(name) && isRootOfExt4(at)) continue;
      look(name);
      if (entry.isDirectory()) folders.push(name);
      if (turns.isOver()) await turns.next();
    }
  }
}

function entriesOf(folder: Buffer, onDamage: (problem: string) => void) {
  try {
    return readdirSync(folder, { encoding: 'buffer', withFileTypes: true });
  } catch (cause) {
    if (isDeviceError(cause)) throw cause;
    onDamage(String((cause as NodeJS.ErrnoException).code));
    return [];
  }
}

/** `EXT4_ROOT_INO` in the kernel's ext4.h. There mke2fs(8) makes a folder for what e2fsck(8) finds. */
function isRootOfExt4(folder: Buffer): boolean {
  return lstatSync(folder, { bigint: true }).ino === 2n;
}
