import { TarstrapError } from '../../shared/errors.ts';
import type { FlashOptions } from '../../shared/plan/types.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { GLANCE_MS } from '../archive/beginning.ts';
import { inspectArchive } from '../archive/inspect.ts';
import { describeTarget } from '../drives/target.ts';
import { inspectSource, type Source } from '../image/source.ts';
import { together } from '../run/together.ts';
import { type CommandLine, FLASH_OPTIONS, flashOptions, imageOptions, parseCommand } from './arguments.ts';
import { becomeRoot } from './becomeRoot.ts';
import { refuseIdleOptions, refuseOfOtherSource } from './effect.ts';
import { followJob } from './follow.ts';
import { inspectVisibly, lookingOf } from './looking.ts';
import { confirm, printProposal, type Proposal, showProposal } from './proposal.ts';
import { proposeArchive } from './proposeArchive.ts';
import { proposeImage } from './proposeImage.ts';

/** `tarstrap flash ARCHIVE|IMAGE TARGET`. @returns the exit code */
export async function flash(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, FLASH_OPTIONS, ['ARCHIVE|IMAGE', 'TARGET']);
  const [sourcePath, targetPath] = line.positionals as [string, string];
  const options = flashOptions(line);
  if (targetPath === '-') throw new TarstrapError('target-unsuitable', { path: targetPath, what: 'standard output' });
  const { json, ...looking } = lookingOf(line);
  const glance = line.values['check'] === true ? {} : { within: GLANCE_MS };
  const reading = inspectVisibly(inspectSource, sourcePath, { ...looking, ...glance, json });
  const [source, target] = await together(reading, describeTarget(targetPath, { archivePath: sourcePath }));
  const proposal = await propose({ line, options, source, target });
  if (line.values['dry-run'] === true) {
    printProposal(proposal, json);
    return 0;
  }
  showProposal(proposal, json);
  await confirm(proposal, line.values['yes'] === true, json);
  const engine = await becomeRoot(['flash', ...args], [target.path]);
  return followJob(engine, { request: proposal.request, target, json });
}

interface Wanted {
  readonly line: CommandLine;
  readonly options: FlashOptions;
  readonly source: Source;
  readonly target: TargetFacts;
}

async function propose({ line, options, source, target }: Wanted): Promise<Proposal> {
  refuseOfOtherSource(line, source);
  if (source.kind === 'image') return proposeImage({ image: source.facts, target, options: imageOptions(line, options) });
  refuseIdleOptions(line, options, target);
  const archive = source.facts;
  return proposeArchive({ archive, target, options }, () => inspectVisibly(inspectArchive, archive.file.path, lookingOf(line)));
}
