import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { TarstrapError } from '../../shared/errors.ts';
import { commandsOf, describePlan } from '../../shared/plan/describe.ts';
import { makePlan } from '../../shared/plan/make.ts';
import type { Plan, PlanInputs } from '../../shared/plan/types.ts';
import { visible } from '../../shared/visible.ts';
import { describeTarget } from '../drives/target.ts';
import { startEngine } from '../elevate/engine.ts';
import { FLASH_OPTIONS, flashOptions, parseCommand } from './arguments.ts';
import { engineFiles } from './files.ts';
import { followJob } from './follow.ts';
import { newIdentifiers, readHost } from '../run/host.ts';
import { inspectVisibly } from './inspect.ts';
import { say, sayJson, tell } from './terminal.ts';

/** `tarstrap flash ARCHIVE TARGET`. @returns the exit code */
export async function flash(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, FLASH_OPTIONS, ['ARCHIVE', 'TARGET']);
  const [archivePath, targetPath] = line.positionals as [string, string];
  const options = flashOptions(line);
  const json = line.values['json'] === true;
  const archive = await inspectVisibly(archivePath, json);
  const target = await describeTarget(targetPath, { archivePath: archive.file.path });
  const inputs: PlanInputs = { archive, target, options, host: readHost(), ids: newIdentifiers() };
  const plan = makePlan(inputs);
  if (line.values['dry-run'] === true) return printPlan(plan, json);
  await confirm(plan, line.values['yes'] === true, json);
  const engine = await startEngine(engineFiles(['flash', ...args]), { target: target.path, hasTerminal: process.stdin.isTTY });
  return followJob(engine, { request: { type: 'flash', inputs, shown: plan }, target, json });
}

function printPlan(plan: Plan, json: boolean): number {
  const commands = commandsOf(plan);
  if (json) sayJson({ type: 'plan', plan, commands });
  else {
    say([...describePlan(plan), '', 'As commands:']);
    say(commands.map((text) => `  ${text}`).join('\n'));
  }
  return 0;
}

/** Only a terminal is asked; without one, nothing is destroyed that `--yes` does not allow. */
async function confirm(plan: Plan, yes: boolean, json: boolean): Promise<void> {
  if (!json) tell(describePlan(plan));
  const isHarmless = plan.target.kind === 'image' && !existsSync(plan.target.path);
  if (yes || isHarmless) return;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw new TarstrapError('confirmation-needed', { target: plan.target.path });
  const question = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await question.question(`Write to ${visible(plan.target.path)}? Type yes: `);
  question.close();
  if (answer.trim() !== 'yes') throw new TarstrapError('confirmation-needed', { target: plan.target.path });
}
