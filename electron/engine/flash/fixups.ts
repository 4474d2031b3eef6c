import { closeSync, constants, fchownSync, fsyncSync, ftruncateSync, lstatSync, openSync, readFileSync, utimesSync, writeSync } from 'node:fs';
import { amendFstab } from '../../../shared/fstab.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { type Job, note } from '../job.ts';

/** What is changed in the unpacked tree: /etc/fstab, and nothing else. */
export function amendTarget(plan: Plan, root: string, job: Job): void {
  if (plan.fstab.length === 0) return;
  const folder = `${root}/etc`;
  // A link here would lead out of the target; then the file is not ours to change.
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return note(job, 'The archive has no /etc folder: no /etc/fstab was written.', 'warning');
  const times = lstatSync(folder);
  rewrite(`${folder}/fstab`, (text) => amendFstab(text, plan.fstab), job);
  utimesSync(folder, times.atime, times.mtime);
  note(job, `/etc/fstab now mounts: ${plan.fstab.join(' · ')}`);
}

function rewrite(path: string, change: (text: string) => string, job: Job): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isFile()) return note(job, '/etc/fstab is not a plain file in the archive: it was left as it is.', 'warning');
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    const text = readFileSync(fd, 'latin1');
    const data = Buffer.from(change(text), 'latin1');
    ftruncateSync(fd, 0);
    writeSync(fd, data, 0, data.length, 0);
    if (!existing) fchownSync(fd, 0, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
