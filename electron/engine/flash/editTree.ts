import { firstBootEdits, firstBootGaps } from '../../../shared/firstBoot/edits.ts';
import type { Plan, PlanInputs } from '../../../shared/plan/types.ts';
import { displayName } from '../../archive/names.ts';
import { type Job, note } from '../job.ts';
import { bootEdits } from './amendBoot.ts';
import { applyEdits, type Done } from './edits.ts';
import { viewTree } from './treeView.ts';

/** What is changed in a tree that was unpacked, beside /etc/fstab: boot configuration, and what is set for the first boot. @returns each file once, as it is in the end */
export async function editTree(root: string, plan: Plan, { options: { firstBoot } }: PlanInputs, job: Job): Promise<readonly Done[]> {
  const tree = viewTree(root);
  const ofBoot = await applyEdits(root, tree, bootEdits(plan, tree), job);
  for (const gap of firstBoot ? firstBootGaps(firstBoot, tree) : []) if (!plan.firstBoot.gaps.includes(gap)) note(job, gap, 'warning');
  const ofFirstBoot = firstBoot ? await applyEdits(root, tree, firstBootEdits(firstBoot, tree), job) : [];
  for (const { path, what } of [...ofBoot, ...ofFirstBoot]) note(job, `/${displayName(path)}: ${what}.`);
  return lastOfEach([...ofBoot, ...ofFirstBoot]);
}

/** Folders that the first one had to make stay ours. */
function lastOfEach(edits: readonly Done[]): readonly Done[] {
  const last = new Map<string, Done>();
  for (const edit of edits) last.set(edit.path, { ...edit, made: [...(last.get(edit.path)?.made ?? []), ...edit.made] });
  return [...last.values()];
}
