import { closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ArchiveFacts, FileIdentity } from '../../shared/facts.ts';
import type { Layout } from '../../shared/layout.ts';
import { fits, loaderIn } from '../../shared/plan/loaders.ts';
import { SAFELY } from '../run/smallFile.ts';
import { identityOf } from './open.ts';

/** Boot loaders that a layout asks for, which lie not in an archive but in the folder where that lies, by the last part of their names. */
export function loadersBeside(archive: ArchiveFacts, { loaders = [] }: Layout): FileIdentity[] {
  const missing = loaders.filter((loader) => !loaderIn(loader, archive)).flatMap(({ files }) => files.map((file) => file.slice(file.lastIndexOf('/') + 1)));
  if (missing.length === 0) return [];
  const folder = dirname(archive.file.path);
  return namesIn(folder)
    .filter((name) => missing.some((pattern) => fits(name, pattern)))
    .slice(0, MOST)
    .flatMap((name) => identityAt(join(folder, name)) ?? []);
}

/** As many as the contract takes (`shared/plan/types.ts`). */
const MOST = 16;

/** A folder that cannot be listed has none. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @returns undefined for what is no file, or cannot be read: then there is no such loader, which is said */
function identityAt(path: string): FileIdentity | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | SAFELY);
    return fstatSync(fd).isFile() ? identityOf(fd) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
