import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { errnoName } from '../../../shared/errno.ts';
import type { TarEntry } from '../../archive/listing.ts';
import { normaliseName } from '../../archive/names.ts';

/** What stands in a folder already and keeps members of an archive from the place where they belong. */
export interface Obstacles {
  /** Folders that are links out of it. */
  readonly leaving: readonly string[];
  /** Folders that are something else there, and that no member replaces. */
  readonly blocked: readonly string[];
  /** Folders with something in them where a member is none: tar replaces empty ones only (tar 1.34, `remove_any_file`). */
  readonly filled: readonly string[];
  /** For every member in turn. */
  readonly look: (entry: Pick<TarEntry, 'name' | 'type'>) => void;
}

export function obstaclesIn(into: string): Obstacles {
  const top = realpathSync(into);
  const seen = new Set<string>();
  const [leaving, blocked, filled]: [string[], string[], string[]] = [[], [], []];
  /** A folder that is a member replaces a file; one that is only on the way to a member does not (tar 1.34, `maybe_recoverable`). */
  const replaced = new Set<string>();
  const look: Obstacles['look'] = ({ name, type }) => {
    const own = normaliseName(name);
    for (const parent of parentsOf(own)) {
      if (seen.has(parent)) break;
      seen.add(parent);
      const standing = whatStands(`${into}/${parent}`, top);
      if (standing === 'link-out') leaving.push(parent);
      if (standing === 'file' && !replaced.has(parent)) blocked.push(parent);
    }
    if (type === 'directory') replaced.add(own);
    else if (isFilledFolder(`${into}/${own}`)) filled.push(own);
  };
  return { leaving, blocked, filled, look };
}

function* parentsOf(name: string): Generator<string> {
  for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) yield name.slice(0, slash);
}

/** @returns undefined for a folder, for nothing, and for what lies behind something that is no folder: that one is looked at by itself */
function whatStands(path: string, top: string): 'link-out' | 'file' | undefined {
  const bytes = Buffer.from(path, 'latin1');
  try {
    const stat = lstatSync(bytes);
    if (!stat.isSymbolicLink()) return stat.isDirectory() ? undefined : 'file';
    const real = realpathSync(bytes, { encoding: 'buffer' }).toString('latin1');
    return real === top || real.startsWith(`${top}/`) ? undefined : 'link-out';
  } catch (cause) {
    const isNothing = ['ENOENT', 'ENOTDIR'].includes(errnoName(cause)) && !isLink(bytes);
    return isNothing ? undefined : 'link-out';
  }
}

function isFilledFolder(path: string): boolean {
  const bytes = Buffer.from(path, 'latin1');
  try {
    return lstatSync(bytes).isDirectory() && readdirSync(bytes).length > 0;
  } catch {
    return false;
  }
}

function isLink(path: Buffer): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
