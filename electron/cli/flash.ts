import { existsSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { commandsOf, describePlan } from '../../shared/plan/describe.ts';
import { makePlan } from '../../shared/plan/make.ts';
import { planRemarks, type Remark, remarkLine } from '../../shared/remarks.ts';
import type { Plan, PlanInputs } from '../../shared/plan/types.ts';
import { GLANCE_MS } from '../archive/beginning.ts';
import { describeTarget } from '../drives/target.ts';
import { FLASH_OPTIONS, flashOptions, insideOption, parseCommand } from './arguments.ts';
import { becomeRoot } from './becomeRoot.ts';
import { refuseIdleOptions } from './effect.ts';
import { followJob } from './follow.ts';
import { newIdentifiers, readHost } from '../run/host.ts';
import { together } from '../run/together.ts';
import { inspectVisibly } from './inspect.ts';
import { requireYes } from './question.ts';
import { say, sayJson, tell } from './terminal.ts';

/** `tarstrap flash ARCHIVE TARGET`. @returns the exit code */
export async function flash(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, FLASH_OPTIONS, ['ARCHIVE', 'TARGET']);
  const [archivePath, targetPath] = line.positionals as [string, string];
  const options = flashOptions(line);
  if (targetPath === '-') throw new TarstrapError('target-unsuitable', { path: targetPath, what: 'standard output' });
  const json = line.values['json'] === true;
  const looking = { json, inside: insideOption(line) };
  const reading = inspectVisibly(archivePath, line.values['check'] === true ? looking : { ...looking, within: GLANCE_MS });
  const [archive, target] = await together(reading, describeTarget(targetPath, { archivePath }));
  refuseIdleOptions(line, options, target);
  const glanced: PlanInputs = { archive, target, options, host: readHost(), ids: newIdentifiers() };
  const { inputs, plan } = await planFor(glanced, () => inspectVisibly(archivePath, looking));
  const remarks = planRemarks(inputs.archive, plan);
  if (line.values['dry-run'] === true) return printPlan(plan, remarks, json);
  showPlan(plan, remarks, json);
  await confirm(plan, line.values['yes'] === true, json);
  const engine = await becomeRoot(['flash', ...args], target.path);
  return followJob(engine, { request: { type: 'flash', inputs, shown: plan }, target, json });
}

/** Of the archive's beginning, if that is enough. */
async function planFor(inputs: PlanInputs, read: () => Promise<ArchiveFacts>): Promise<{ readonly inputs: PlanInputs; readonly plan: Plan }> {
  try {
    return { inputs, plan: makePlan(inputs) };
  } catch (error) {
    if (!(error instanceof TarstrapError) || error.code !== 'archive-unread') throw error;
    const whole = { ...inputs, archive: await read() };
    return { inputs: whole, plan: makePlan(whole) };
  }
}

function printPlan(plan: Plan, remarks: readonly Remark[], json: boolean): number {
  const commands = commandsOf(plan);
  if (json) sayJson({ type: 'plan', plan, commands, remarks });
  else {
    say([...describePlan(plan), ...remarkRows(remarks), '', 'As commands:']);
    say(commands.map((text) => `  ${text}`).join('\n'));
  }
  return 0;
}

/** For programs the remarks are notices, as a job has them. */
function showPlan(plan: Plan, remarks: readonly Remark[], json: boolean): void {
  if (!json) return tell([...describePlan(plan), ...remarkRows(remarks)]);
  for (const remark of remarks) sayJson({ type: 'notice', level: remark.tone === 'info' ? 'info' : 'warning', text: remarkLine(remark) });
}

function remarkRows(remarks: readonly Remark[]): string[] {
  return remarks.map((remark) => `${remark.tone === 'info' ? 'Note' : 'Caution'}: ${remarkLine(remark)}`);
}

/** Only a terminal is asked; without one, nothing is destroyed that `--yes` does not allow. */
async function confirm(plan: Plan, yes: boolean, json: boolean): Promise<void> {
  const isHarmless = plan.target.kind === 'image' && !existsSync(plan.target.path);
  if (yes || isHarmless) return;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw new TarstrapError('confirmation-needed', { target: plan.target.path });
  await requireYes(`Write to ${plan.target.path}?`);
}
