import { displayName } from '../../archive/names.ts';
import { walk } from './count.ts';
import type { Mismatches } from './mismatches.ts';

/**
 * Files on the target that no member of the archive accounts for.
 * @param names normalised names of all members, one character a byte
 * @param allowed files that we made ourselves
 * @param mountPoints folders that we made to mount something there
 */
export function findExtras(root: string, names: ReadonlySet<string>, allowed: readonly string[], mountPoints: readonly string[], found: Mismatches): void {
  const known = new Set([...withParents(names), ...allowed, ...mountPoints]);
  const top = Buffer.from(root, 'latin1');
  walk(top, (path) => {
    const name = path.subarray(top.length + 1).toString('latin1');
    if (!known.has(name)) found.add(displayName(name), 'is not in the archive');
  });
}

/** An archive may leave out the folders that its members need. */
function* withParents(names: ReadonlySet<string>): Generator<string> {
  for (const name of names) {
    yield name;
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) yield name.slice(0, slash);
  }
}
