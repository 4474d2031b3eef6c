import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { TarstrapError } from '../../shared/errors.ts';
import { hasIdentifiers } from '../../shared/plan/identifiers.ts';
import type { FlashOptions } from '../../shared/plan/types.ts';
import { type FlashRequest, type ImageRequest, MOST_LANES } from '../../shared/protocol.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { GLANCE_MS } from '../archive/beginning.ts';
import { inspectArchive } from '../archive/inspect.ts';
import { readLayoutBeside } from '../archive/layoutFile.ts';
import { describeTarget } from '../drives/target.ts';
import type { Engine } from '../elevate/engine.ts';
import { inspectSource, type Source } from '../image/source.ts';
import { together } from '../run/together.ts';
import { flashOptions, imageOptions, withLayout } from './arguments.ts';
import { becomeRoot } from './becomeRoot.ts';
import { type CommandLine, parseCommand, usage } from './commandLine.ts';
import type { Launched } from './early.ts';
import { refuseIdleOnFat, refuseIdleOptions, refuseOfOtherSource } from './effect.ts';
import { followJob } from './follow.ts';
import { inspectVisibly, lookingOf } from './looking.ts';
import { FLASH_OPERANDS, FLASH_OPTIONS } from './options.ts';
import { confirm, printProposals, type Proposal, showProposals } from './proposal.ts';
import { proposeArchive } from './proposeArchive.ts';
import { proposeImage } from './proposeImage.ts';
import { requireSeveral } from './several.ts';

/** `tarstrap flash ARCHIVE|IMAGE TARGET…`. @returns the exit code */
export async function flash(args: readonly string[], launched: Launched | undefined): Promise<number> {
  const start: Start = async (paths, running) => becomeRoot(['flash', ...args], paths, running);
  await using early = hearEarly(launched, start);
  const line = parseCommand(args, FLASH_OPTIONS, FLASH_OPERANDS, MOST_LANES);
  const [sourcePath, ...targetPaths] = line.positionals as [string, ...string[]];
  const options = flashOptions(line);
  if (targetPaths.includes('-')) throw new TarstrapError('target-unsuitable', { path: '-', what: 'standard output' });
  const { json, ...looking } = lookingOf(line);
  const glance = line.values['check'] === true ? {} : { within: GLANCE_MS };
  const reading = inspectVisibly(inspectSource, sourcePath, { ...looking, ...glance, json });
  const describing = together(...targetPaths.map((path) => describeTarget(path, { archivePath: sourcePath })));
  const [source, targets] = await together(reading, describing);
  requireSeveral(targets);
  const { request, proposals } = await propose({ line, options, source, targets });
  if (line.values['dry-run'] === true) {
    printProposals(proposals, json);
    return 0;
  }
  showProposals(proposals, json);
  await confirm(proposals, line.values['yes'] === true, json);
  // Awaited here: the engine is ended with this.
  const paths = targets.map(({ path }) => path);
  return await followJob(await early.engineFor(paths), { request, json });
}

type Start = (paths: readonly string[], running?: Launched['running']) => Promise<Engine>;

interface Early extends AsyncDisposable {
  readonly engineFor: (paths: readonly string[]) => Promise<Engine>;
}

/** Who only has to say what is wrong waits no longer for an engine that does not come: it ends with us. */
const PATIENCE_MS = 2000;

/** The engine that was launched is there, most likely, when archive and targets have been looked at. */
function hearEarly(launched: Launched | undefined, start: Start): Early {
  const engine = launched && start(launched.targets, launched.running);
  // If it cannot be started, that shows when it is needed.
  const started = engine?.catch(() => undefined);
  const end = async (): Promise<void> => {
    const ready = await Promise.race([started, delay(PATIENCE_MS, undefined, { ref: false })]);
    if (!ready) (await launched?.running.catch(() => undefined))?.stdin?.end();
    await ready?.end();
  };
  const engineFor = async (paths: readonly string[]): Promise<Engine> => {
    // A node in another folder may be another's.
    if (engine && isDeepStrictEqual(paths, launched.targets)) return engine;
    await end();
    return start(paths);
  };
  return { engineFor, [Symbol.asyncDispose]: end };
}

interface Wanted {
  readonly line: CommandLine;
  readonly options: FlashOptions;
  readonly source: Source;
  readonly targets: readonly TargetFacts[];
}

interface Proposed {
  readonly request: FlashRequest | ImageRequest;
  /** In the order of its lanes. */
  readonly proposals: readonly Proposal[];
}

async function propose({ line, options, source, targets }: Wanted): Promise<Proposed> {
  refuseOfOtherSource(line, source);
  if (source.kind === 'image') {
    const wanted = { image: source.facts, options: imageOptions(line, options) };
    const proposals = targets.map((target) => proposeImage({ ...wanted, target }));
    return { request: { type: 'flash-image', lanes: proposals.map(({ lane }) => lane) }, proposals };
  }
  for (const target of targets) refuseIdleOptions(line, options, target);
  const archive = source.facts;
  const laid = layoutFor({ line, options, source, targets });
  const proposals = await proposeArchive({ archive, targets, options: laid }, () => inspectVisibly(inspectArchive, archive.file.path, lookingOf(line)));
  return { request: { type: 'flash', lanes: proposals.map(({ lane }) => lane) }, proposals };
}

/** What a capture has left beside the archive is proposed, unless another layout is asked for, or there is no table to be made. */
function layoutFor({ line, options, source, targets }: Wanted): FlashOptions {
  const isTabled = targets.every(({ kind }) => kind === 'disk' || kind === 'image');
  const beside = line.values['layout'] === undefined && isTabled ? readLayoutBeside(source.facts.file.path) : undefined;
  const laid = beside ? withLayout(line, options, beside) : options;
  refuseIdleOnFat(line, laid);
  if (laid.sameUuids) requireIdentifiers(laid, targets);
  return laid;
}

function requireIdentifiers({ layout }: FlashOptions, targets: readonly TargetFacts[]): void {
  if (!hasIdentifiers(layout)) throw usage(`--same-uuids needs a layout that has some, as a capture writes it; ${layout.id} has none.`);
  if (targets.length > 1) throw usage('--same-uuids is for one drive: no machine could tell several with the same UUIDs apart.');
}
