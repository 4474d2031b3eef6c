import { captureCommands, describeCapture } from '../../shared/capture/describe.ts';
import { makeCapturePlan, replacedFiles } from '../../shared/capture/plan.ts';
import type { CapturePlan } from '../../shared/capture/types.ts';
import { TarstrapError } from '../../shared/errors.ts';
import { listed } from '../../shared/listed.ts';
import type { CaptureRequest } from '../../shared/protocol.ts';
import { placeOfArchive } from '../drives/archivePlace.ts';
import { describeSource } from '../drives/source.ts';
import { parseCommand } from './commandLine.ts';
import { becomeRoot } from './becomeRoot.ts';
import { CAPTURE_OPTIONS, captureOptions } from './captureOptions.ts';
import { followJob } from './follow.ts';
import { requireYes } from './question.ts';
import { say, sayJson, tell } from './terminal.ts';

/** `tarstrap capture SOURCE ARCHIVE`. @returns the exit code */
export async function capture(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, CAPTURE_OPTIONS, ['SOURCE', 'ARCHIVE']);
  const [sourcePath, archivePath] = line.positionals as [string, string];
  const json = line.values['json'] === true;
  const options = captureOptions(line, archivePath);
  const { source, running } = await describeSource(sourcePath);
  const inputs = { source, running, ...placeOfArchive(archivePath, source.path), options };
  const shown = makeCapturePlan(inputs);
  if (line.values['dry-run'] === true) {
    print(shown, json);
    return 0;
  }
  if (!json) tell(describeCapture(shown));
  await confirm(shown, line.values['yes'] === true, json);
  const request: CaptureRequest = { type: 'capture', inputs, shown };
  return followJob(await becomeRoot(['capture', ...args], [source.path]), { request, json });
}

function print(plan: CapturePlan, json: boolean): void {
  const commands = captureCommands(plan);
  if (json) sayJson({ type: 'plan', plan, commands, remarks: [] });
  else say([...describeCapture(plan), '', 'As commands:', ...commands.map((text) => `  ${text}`)]);
}

/** Only files that are there already can be lost. */
async function confirm(plan: CapturePlan, yes: boolean, json: boolean): Promise<void> {
  const files = replacedFiles(plan);
  const [first] = files;
  if (first === undefined || yes) return;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw new TarstrapError('archive-not-replaced', { path: first });
  await requireYes(`Replace ${listed(files)}?`);
}
