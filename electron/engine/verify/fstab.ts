import { chmodSync, chownSync, lstatSync, writeFileSync } from 'node:fs';
import { restoreFstab } from '../../../shared/fstab.ts';
import { runStep } from '../../run/run.ts';
import type { Scope } from '../../run/scope.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { unmount } from '../disk/unmount.ts';
import type { Job } from '../job.ts';

/**
 * Puts the archive's own /etc/fstab over the amended one, by a bind mount in our private namespace, so that tar compares
 * like with like. Our lines alone are left out of the comparison: if anything else was changed, it shows.
 *
 * @param own its `bytes` are the size of the archive's own: one of that size was left as it is, whatever marks are in it
 * @returns what the archive has in it, one character a byte: nothing where we have made the file; undefined if it is not ours at all
 */
export async function uncoverFstab(own: { readonly root: string; readonly bytes: number | null }, job: Job, scope: Scope): Promise<string | undefined> {
  const { root, bytes } = own;
  const path = `${root}/etc/fstab`;
  const file = isPlainFolder(`${root}/etc`) ? readSmallFile(path) : 'missing';
  if (typeof file === 'string' || file.contents.length === bytes) return undefined;
  const original = restoreFstab(file.contents.toString('latin1'));
  if (original === undefined) return undefined;
  const copy = `${job.folder}/fstab`;
  writeFileSync(copy, original, 'latin1');
  chownSync(copy, Number(file.stat.uid), Number(file.stat.gid));
  chmodSync(copy, Number(file.stat.mode) & 0o7777);
  await runStep('Covering /etc/fstab', { tool: 'mount', args: ['--no-canonicalize', '--bind', '--', copy, path] });
  scope.defer('uncovering /etc/fstab', () => unmount(path));
  return original;
}

function isPlainFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
