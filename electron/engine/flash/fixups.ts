import { lstatSync } from 'node:fs';
import { LARGEST_SMALL_FILE } from '../../../shared/files.ts';
import { amendFstab, foreignLines } from '../../../shared/fstab.ts';
import { amendmentOf } from '../../../shared/plan/fstab.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { displayName } from '../../archive/names.ts';
import { runStep } from '../../run/run.ts';
import type { Unread } from '../../run/smallFile.ts';
import { type Job, note } from '../job.ts';
import { rewriteFile } from './rewrite.ts';
import { touchCommand } from './touch.ts';

/** What becomes of /etc/fstab in the unpacked tree. */
export async function amendTarget(plan: Plan, root: string, job: Job): Promise<void> {
  if (plan.fstabStays) note(job, `/etc/fstab was left as it is, because ${plan.fstabStays.why}. It lacks: ${plan.fstabStays.lacks.join(' · ')}`, 'warning');
  if (plan.fstab.length === 0) return;
  const folder = lstatSync(`${root}/etc`, { bigint: true, throwIfNoEntry: false });
  // A link would lead out of the target: then the file is not ours to change.
  if (!folder?.isDirectory()) return note(job, 'The archive has no /etc folder: no /etc/fstab was written.', 'warning');
  const amendment = amendmentOf(plan);
  let foreign: readonly string[] = [];
  const problem = await rewriteFile(`${root}/etc/fstab`, (text) => {
    foreign = foreignLines(text.split('\n'), amendment);
    return amendFstab(text, amendment);
  });
  if (problem) return note(job, `${WORDS[problem]} It lacks: ${plan.fstab.join(' · ')}`, 'warning');
  await runStep('Setting the time of /etc', touchCommand(`${root}/etc`, folder.mtimeNs));
  note(job, `/etc/fstab now mounts: ${plan.fstab.join(' · ')}`);
  if (foreign.length > 0)
    note(job, `Commented out in /etc/fstab, because the devices are not on this drive: ${foreign.map(displayName).join(' · ')}`, 'warning');
}

const WORDS: Readonly<Record<Exclude<Unread, 'missing'>, string>> = {
  'not-a-file': '/etc/fstab is not a plain file in the archive: it was left as it is.',
  'too-large': `/etc/fstab is larger than ${LARGEST_SMALL_FILE / MiB} MiB in the archive: it was left as it is.`,
};
