import { displayName } from '../../archive/names.ts';
import { walk } from './count.ts';
import type { ExtendedRequest } from './extended.ts';
import type { Mismatches } from './mismatches.ts';

interface Known {
  /** Normalised names of all members, one character a byte. */
  readonly names: Iterable<string>;
  /** Files and folders that we made ourselves. */
  readonly ours: readonly string[];
}

/** Files on the target that no member of the archive accounts for: named, or counted where their names are not for everybody. */
export async function findExtras(
  { root, isPrivate }: Pick<ExtendedRequest, 'root' | 'isPrivate'>,
  { names, ours }: Known,
  found: Mismatches,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set([...withParents(names), ...ours]);
  const top = Buffer.from(root, 'latin1');
  let count = 0;
  const look = (path: Buffer): void => {
    const name = path.subarray(top.length + 1).toString('latin1');
    if (known.has(name)) return;
    if (isPrivate) count += 1;
    else found.add(displayName(name), 'is not in the archive');
  };
  await walk(top, look, signal);
  if (count > 0) found.add(count === 1 ? 'one file' : `${count} files`, count === 1 ? 'is not in the archive' : 'are not in the archive', count);
}

/** An archive may leave out the folders that its members need. */
function* withParents(names: Iterable<string>): Generator<string> {
  for (const name of names) {
    yield name;
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) yield name.slice(0, slash);
  }
}
