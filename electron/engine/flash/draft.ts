import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { lock } from '../disk/lock.ts';

/**
 * An image that is not finished yet, beside its name. Whoever fills it has it locked (flock(2)), which ends with him, however he ends: so what
 * a killed run has left can be told from what another one is at.
 */

/** A name has 255 bytes at most, and that of the image may have all of them. */
const NAME_KEPT = 50;
const ENDING = /^[0-9a-f]{8}\.part$/;

function beginningOf(path: string): string {
  return `.${basename(path).slice(0, NAME_KEPT)}.`;
}

export interface Draft {
  readonly name: string;
  /** Of the open file. */
  readonly at: string;
}

/** @param create makes a file that was not there, and holds it open; returns a path through the descriptor */
export async function makeDraft(path: string, create: (name: string) => string, scope: Scope): Promise<Draft> {
  for (;;) {
    const name = `${dirname(path)}/${beginningOf(path)}${randomUUID().slice(0, 8)}.part`;
    const at = create(name);
    const fd = openSync(at, constants.O_RDWR);
    scope.defer('unlocking the unfinished image', () => closeSync(fd));
    await lock(fd, { patience: 5 });
    // In the moment before the lock somebody else may have cleared it away.
    if (fstatSync(fd).nlink > 0) return { name, at };
  }
}

/** Removes what killed runs have left of the same image: files of the caller's under such a name, which nobody has locked. */
export async function clearDrafts(path: string, caller: Caller | null): Promise<void> {
  const beginning = beginningOf(path);
  const names = asCaller(caller, () => readdirSync(dirname(path))).filter((name) => name.startsWith(beginning) && ENDING.test(name.slice(beginning.length)));
  for (const name of names) await clear(join(dirname(path), name), caller);
}

async function clear(name: string, caller: Caller | null): Promise<void> {
  const fd = open(name, caller);
  if (fd === undefined) return;
  try {
    const { dev, ino, uid, nlink } = fstatSync(fd, { bigint: true });
    if (!fstatSync(fd).isFile() || Number(uid) !== (caller?.uid ?? 0) || nlink !== 1n || (await lock(fd)) !== 'ours') return;
    asCaller(caller, () => {
      const now = lstatSync(name, { bigint: true, throwIfNoEntry: false });
      if (now?.dev === dev && now.ino === ino) unlinkSync(name);
    });
  } finally {
    closeSync(fd);
  }
}

/** @returns undefined where it is not the caller's to open */
function open(name: string, caller: Caller | null): number | undefined {
  try {
    return asCaller(caller, () => openSync(name, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  } catch {
    return undefined;
  }
}
