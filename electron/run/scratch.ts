import { mkdtempSync, rmdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { TarstrapError } from '../../shared/errors.ts';

/** Folders for what is needed for a moment, wherever this machine has one that works: TMPDIR may name what is not there, /tmp may be full. */

type Environment = Readonly<Record<string, string | undefined>>;

export function temporaryPlaces({ TMPDIR, XDG_RUNTIME_DIR }: Environment): string[] {
  const places = [TMPDIR, '/tmp', XDG_RUNTIME_DIR, '/var/tmp', '/dev/shm'].flatMap((place) => (place ? [resolve(place)] : []));
  return [...new Set(places)];
}

/**
 * Makes a private folder in the first place where that and the work in it succeed. The folder is gone behind the work, which leaves it empty.
 * @throws TarstrapError `no-scratch` if it succeeds nowhere, `tool-missing`
 */
export async function withinTemporary<T>(work: (folder: string) => Promise<T>, places = temporaryPlaces(process.env)): Promise<T> {
  const problems: string[] = [];
  for (const place of places) {
    try {
      return await withinFolder(`${place}/tarstrap-`, work);
    } catch (error) {
      if (error instanceof TarstrapError && error.code === 'tool-missing') throw error;
      problems.push(`${place}: ${reasonOf(error)}`);
    }
  }
  throw new TarstrapError('no-scratch', { folders: places.join(', ') }, problems.join('\n'));
}

async function withinFolder<T>(prefix: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(prefix);
  try {
    return await work(folder);
  } finally {
    rmdirSync(folder);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not a folder',
  EACCES: 'you may not write in it',
  EPERM: 'you may not write in it',
  ENOSPC: 'it is full',
  EDQUOT: 'your share of it is used up',
  EROFS: 'it is read-only',
  EFBIG: 'it may not grow any larger',
  EIO: 'writing to it fails',
};

/** Why nothing can be put into a folder or a file. */
export function reasonOf(error: unknown): string {
  if (error instanceof TarstrapError) return error.detail ?? error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? String(error);
}
