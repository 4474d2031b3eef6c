import { constants, lstatSync } from 'node:fs';
import { type FileHandle, open, utimes } from 'node:fs/promises';
import { amendFstab } from '../../../shared/fstab.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { type Job, note } from '../job.ts';

/** What is changed in the unpacked tree: /etc/fstab, and nothing else. */
export async function amendTarget(plan: Plan, root: string, job: Job): Promise<void> {
  if (plan.fstab.length === 0) return;
  const folder = lstatSync(`${root}/etc`, { throwIfNoEntry: false });
  // A link would lead out of the target: then the file is not ours to change.
  if (!folder?.isDirectory()) return note(job, 'The archive has no /etc folder: no /etc/fstab was written.', 'warning');
  const fstab = lstatSync(`${root}/etc/fstab`, { throwIfNoEntry: false });
  if (fstab && !fstab.isFile()) return note(job, '/etc/fstab is not a plain file in the archive: it was left as it is.', 'warning');
  const file = await open(`${root}/etc/fstab`, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    await rewrite(file, (text) => amendFstab(text, plan.fstab));
  } finally {
    await file.close();
  }
  await utimes(`${root}/etc`, folder.atime, folder.mtime);
  note(job, `/etc/fstab now mounts: ${plan.fstab.join(' · ')}`);
}

/** One character a byte: whatever the file's encoding is, the rest of it stays as it was. */
async function rewrite(file: FileHandle, change: (text: string) => string): Promise<void> {
  const data = Buffer.from(change(await file.readFile('latin1')), 'latin1');
  await file.truncate(0);
  await file.write(data, 0, data.length, 0);
}
