import { statfsSync } from 'node:fs';

/** Bytes in use on the filesystem of a folder. */
export function usedIn(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}
