import { existsSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { type FlashRequest, type ImageRequest, targetsOf } from '../../shared/protocol.ts';
import { type Remark, remarkLine } from '../../shared/remarks.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { requireYes } from './question.ts';
import { say, sayJson, tell } from './terminal.ts';

/** What is proposed to be done, of whatever kind, and shown before anything is. */
export interface Proposal {
  readonly request: FlashRequest | ImageRequest;
  /** The plan in plain words. */
  readonly lines: readonly string[];
  /** The same work by hand. */
  readonly commands: readonly string[];
  readonly remarks: readonly Remark[];
}

export function printProposal({ request, lines, commands, remarks }: Proposal, json: boolean): void {
  if (json) return sayJson({ type: 'plan', plan: request.lanes[0]?.shown, commands, remarks });
  say([...lines, ...remarkRows(remarks), '', 'As commands:']);
  say(commands.map((text) => `  ${text}`).join('\n'));
}

/** For programs the remarks are notices, as a job has them. */
export function showProposal({ lines, remarks }: Proposal, json: boolean): void {
  if (!json) return tell([...lines, ...remarkRows(remarks)]);
  for (const remark of remarks) sayJson({ type: 'notice', level: remark.tone === 'info' ? 'info' : 'warning', text: remarkLine(remark) });
}

function remarkRows(remarks: readonly Remark[]): string[] {
  return remarks.map((remark) => `${remark.tone === 'info' ? 'Note' : 'Caution'}: ${remarkLine(remark)}`);
}

/** Only a terminal is asked; without one, nothing is destroyed that `--yes` does not allow. */
export async function confirm({ request }: Proposal, yes: boolean, json: boolean): Promise<void> {
  const [{ kind, path }] = targetsOf(request) as readonly [TargetFacts];
  const isHarmless = kind === 'image' && !existsSync(path);
  if (yes || isHarmless) return;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw new TarstrapError('confirmation-needed', { target: path });
  await requireYes(`Write to ${path}?`);
}
