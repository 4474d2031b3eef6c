import type { SizedFile } from '../../shared/bootFacts.ts';

/** As many as may be told of, in the order of the archive: those that the versions in their names make the newest. */
export function newest(files: readonly SizedFile[], most: number): SizedFile[] {
  const chosen = new Set(files.toSorted((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true })).slice(0, most));
  return files.filter((file) => chosen.has(file));
}
