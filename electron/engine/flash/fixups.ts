import { closeSync, constants, ftruncateSync, lstatSync, utimesSync, writeSync } from 'node:fs';
import { LARGEST_SMALL_FILE } from '../../../shared/files.ts';
import { amendFstab } from '../../../shared/fstab.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { openSafely, readSmall, type Unread } from '../../run/smallFile.ts';
import { type Job, note } from '../job.ts';

/** What is changed in the unpacked tree: /etc/fstab, and nothing else. */
export function amendTarget(plan: Plan, root: string, job: Job): void {
  if (plan.fstab.length === 0) return;
  const folder = lstatSync(`${root}/etc`, { throwIfNoEntry: false });
  // A link would lead out of the target: then the file is not ours to change.
  if (!folder?.isDirectory()) return note(job, 'The archive has no /etc folder: no /etc/fstab was written.', 'warning');
  const problem = rewrite(`${root}/etc/fstab`, (text) => amendFstab(text, plan.fstab));
  if (problem) return note(job, `${WORDS[problem]} It lacks: ${plan.fstab.join(' · ')}`, 'warning');
  utimesSync(`${root}/etc`, folder.atime, folder.mtime);
  note(job, `/etc/fstab now mounts: ${plan.fstab.join(' · ')}`);
}

const NO_FILE = '/etc/fstab is not a plain file in the archive: it was left as it is.';
const WORDS: Readonly<Record<Unread, string>> = {
  'not-a-file': NO_FILE,
  missing: NO_FILE,
  'too-large': `/etc/fstab is larger than ${LARGEST_SMALL_FILE / MiB} MiB in the archive: it was left as it is.`,
};

/** One character a byte: whatever the file's encoding is, the rest of it stays as it was. @returns why it stayed as it was altogether */
function rewrite(path: string, change: (text: string) => string): Unread | undefined {
  const fd = openSafely(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  if (typeof fd === 'string') return fd;
  try {
    const file = readSmall(fd);
    if (typeof file === 'string') return file;
    const data = Buffer.from(change(file.contents.toString('latin1')), 'latin1');
    ftruncateSync(fd, 0);
    for (let at = 0; at < data.length;) at += writeSync(fd, data, at, data.length - at, at);
    return undefined;
  } finally {
    closeSync(fd);
  }
}
