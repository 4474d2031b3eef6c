import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './devices.ts';
import type { Case } from './fieldCases.ts';
import { portrait } from './portrait.ts';

/** What has landed, to be compared with what a careful person gets by hand. */
export interface Landed {
  /** Mode and owner. */
  readonly root: string;
  readonly tree: readonly string[];
}

const BY_HAND = ['-p', '--xattrs', '--xattrs-include=*', '--acls', '--selinux', '--numeric-owner', '--same-owner', '--delay-directory-restore'];

/** What by hand gives: the tree, and what tar says of the root itself. @param folder for the tree */
export function landedByHand({ byHand = [], better }: Pick<Case, 'byHand' | 'better'>, archive: string, folder: string): Landed {
  const root = emptyFolder(folder);
  // Some are told to be bad by a tar that has laid all that it could.
  sh('sh', '-c', 'tar -x "$@" || test $? -le 1', 'sh', ...BY_HAND, '-f', archive, '-C', root, ...byHand);
  better?.(root);
  return landedAt(root);
}

/** As mkfs makes one, for archives that say nothing of their root. */
export function emptyFolder(folder: string): string {
  const path = mkdtempSync(join(folder, 'root-'));
  chmodSync(path, 0o755);
  return path;
}

export function landedAt(root: string): Landed {
  const { mode, uid, gid } = lstatSync(root);
  return { root: `${mode.toString(8)} ${uid}:${gid}`, tree: portrait(root) };
}

/**
 * Looked at in a mount namespace of its own: an engine that starts meanwhile copies every mount that it finds, and where the
 * system's are private, as in a container, it keeps the filesystem in use after its unmount.
 * @param options of mount, each with a comma before it @param folder for the mount point
 */
export async function landedOn(source: string, options: string, folder: string): Promise<Landed> {
  const at = mkdtempSync(join(folder, 'mnt-'));
  const script = 'mount -o "$1" "$2" "$3" && echo mounted && cat && umount "$3"';
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', `ro,noload${options}`, source, at], { stdio: ['pipe', 'pipe', 'inherit'] });
  const done = once(child, 'close');
  try {
    const [first] = await Promise.race([once(child.stdout, 'data'), done]);
    if (!Buffer.isBuffer(first)) throw new Error(`${source} could not be mounted.`);
    return landedAt(`/proc/${child.pid}/root${at}`);
  } finally {
    child.stdin.end();
    await done;
  }
}
