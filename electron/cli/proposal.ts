import { existsSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { listed } from '../../shared/listed.ts';
import type { FlashLane, ImageLane } from '../../shared/protocol.ts';
import { type Remark, remarkLine } from '../../shared/remarks.ts';
import { requireYes } from './question.ts';
import { say, sayJson, tell } from './terminal.ts';

/** What is proposed to be done to one target, of whatever kind, and shown before anything is. */
export interface Proposal<Lane extends FlashLane | ImageLane = FlashLane | ImageLane> {
  readonly lane: Lane;
  /** The plan in plain words. */
  readonly lines: readonly string[];
  /** The same work by hand. */
  readonly commands: readonly string[];
  readonly remarks: readonly Remark[];
}

export function printProposals(proposals: readonly Proposal[], json: boolean): void {
  if (json) return proposals.forEach(({ lane, commands, remarks }) => sayJson({ type: 'plan', plan: lane.shown, commands, remarks }));
  say([...rowsOf(proposals), '', 'As commands:']);
  say(apart(proposals.map(({ commands }) => commands.map((text) => `  ${text}`))).join('\n'));
}

/** For programs the remarks are notices, as a job has them. */
export function showProposals(proposals: readonly Proposal[], json: boolean): void {
  if (!json) return tell(rowsOf(proposals));
  for (const { lane, remarks } of proposals) {
    const target = lane.inputs.target.path;
    for (const remark of remarks) sayJson({ type: 'notice', level: remark.tone === 'info' ? 'info' : 'warning', text: remarkLine(remark), target });
  }
}

/** What is remarked of the archive or the image holds for all of them, and is said once. */
function rowsOf(proposals: readonly Proposal[]): string[] {
  const remarks = proposals.flatMap((proposal) => proposal.remarks.map((remark) => `${remark.tone === 'info' ? 'Note' : 'Caution'}: ${remarkLine(remark)}`));
  return [...apart(proposals.map(({ lines }) => lines)), ...new Set(remarks)];
}

/** With an empty line between two. */
function apart(texts: readonly (readonly string[])[]): string[] {
  return texts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** Only a terminal is asked; without one, nothing is destroyed that `--yes` does not allow. */
export async function confirm(proposals: readonly Proposal[], yes: boolean, json: boolean): Promise<void> {
  const targets = proposals.map(({ lane }) => lane.inputs.target);
  const isHarmless = targets.every(({ kind, path }) => kind === 'image' && !existsSync(path));
  if (yes || isHarmless) return;
  const target = listed(targets.map(({ path }) => path));
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw new TarstrapError('confirmation-needed', { target, count: targets.length });
  await requireYes(`Write to ${target}?`);
}
