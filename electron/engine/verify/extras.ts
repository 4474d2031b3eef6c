import { displayName } from '../../archive/names.ts';
import { walk } from './count.ts';
import type { Mismatches } from './mismatches.ts';

/**
 * Files on the target that no member of the archive accounts for.
 * @param names normalised names of all members, one character a byte
 * @param ours files and folders that we made ourselves
 */
export async function findExtras(root: string, names: ReadonlySet<string>, ours: readonly string[], found: Mismatches, signal: AbortSignal): Promise<void> {
  const known = new Set([...withParents(names), ...ours]);
  const top = Buffer.from(root, 'latin1');
  const look = (path: Buffer): void => {
    const name = path.subarray(top.length + 1).toString('latin1');
    if (!known.has(name)) found.add(displayName(name), 'is not in the archive');
  };
  await walk(top, look, signal);
}

/** An archive may leave out the folders that its members need. */
function* withParents(names: ReadonlySet<string>): Generator<string> {
  for (const name of names) {
    yield name;
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) yield name.slice(0, slash);
  }
}
