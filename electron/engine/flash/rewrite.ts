import { chmodSync, chownSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Owner } from '../../../shared/edits.ts';
import { LARGEST_SMALL_FILE } from '../../../shared/files.ts';
import { runStep } from '../../run/run.ts';
import { readSmallFile, type Unread } from '../../run/smallFile.ts';

/** Of a file. */
export interface Rights {
  readonly mode?: number;
  readonly owner?: Owner;
  /** Nothing of it is for others. */
  readonly isPrivate?: true;
}

/**
 * Gives a small file other contents, or makes one where there is none. They are written to a new file, which takes the name,
 * owner, mode and attributes of the old one: names that were one file with that keep what they had. One character a byte:
 * whatever the file's encoding is, the rest of it stays as it was.
 * @param path in a folder that is known to be one
 * @param as in the place of those of the old one, or of 0644 of root
 * @returns why it stayed as it was altogether
 */
export async function rewriteFile(path: string, change: (text: string) => string, as: Rights = {}): Promise<Exclude<Unread, 'missing'> | undefined> {
  const old = readSmallFile(path);
  if (typeof old === 'string' && old !== 'missing') return old;
  const data = Buffer.from(change(old === 'missing' ? '' : old.contents.toString('latin1')), 'latin1');
  if (data.length > LARGEST_SMALL_FILE) return 'too-large';
  const draft = `${path}.${randomUUID()}`;
  try {
    // Exclusive, and so no link is followed either (open(2), `O_EXCL`).
    writeFileSync(draft, data, { flag: 'wx', mode: 0o600 });
    if (old !== 'missing') await likeBefore(path, draft);
    if (as.owner) chownSync(draft, as.owner.uid, as.owner.gid);
    const mode = as.mode ?? (old === 'missing' ? 0o644 : undefined);
    if (mode !== undefined) chmodSync(draft, mode);
    if (as.isPrivate) chmodSync(draft, lstatSync(draft).mode & 0o7770);
    renameSync(draft, path);
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Node knows no extended attributes, and so no ACLs. */
async function likeBefore(old: string, draft: string): Promise<void> {
  const args = ['--attributes-only', '--preserve=mode,ownership,xattr', '--no-dereference', '--no-target-directory', '--', old, draft];
  await runStep(`Amending ${old}`, { tool: 'cp', args });
}
