import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, type Failure, TarstrapError } from '../../shared/errors.ts';
import { type EngineEvent, engineEvent, isTerminal, type JobEvent, type JobRequest, type PhaseId, PROTOCOL_VERSION, targetsOf } from '../../shared/protocol.ts';
import { requestLine } from '../../shared/protocolLine.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import { collect, describeExit, run } from '../run/run.ts';
import type { Exit, Running } from '../run/spawn.ts';
import type { Origin, Way } from './command.ts';
import { launch } from './launch.ts';
import { leftBy } from './left.ts';
import { judge, libraryMissing } from './verdict.ts';
import { hear, PATIENCE_MS, type Voice } from './voice.ts';
import { type AvailableWay, availableWays } from './ways.ts';

/** The user's side of the engine: starts it, speaks to it, and hears it out. */
export interface Engine {
  readonly send: (body: JobRequest | { readonly type: 'cancel' }) => void;
  /** Everything after `ready`, with exactly one terminal event for each target: one that has none when the stream ends is `engine-lost`. */
  readonly events: AsyncGenerator<EngineEvent>;
  readonly pid: number;
  /** Settles when it has ended; one that was asked for nothing ends at once. */
  readonly end: () => Promise<void>;
}

export interface EngineFiles {
  readonly origin: Origin;
  /** What to run by hand where root is not granted. */
  readonly byHand: string;
}

export interface StartOptions {
  /** Paths of what is going to be written or read: they stand in the question for the password. */
  readonly targets: readonly string[];
  /** A password can be asked for at our terminal. */
  readonly hasTerminal?: boolean;
  /** By the first way, for just these targets, and not heard yet. */
  readonly launched?: Promise<Running> | undefined;
  /** Gives up waiting for a password. Whatever is still being asked finds nobody there, and ends. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the engine by the first way to become root that can be used here; there is no limit on typing a password.
 * @throws TarstrapError `root-…`, `engine-…`, `tool-unfit`, `not-authorised` where there is no way at all, or what the engine refused with
 */
export async function startEngine(files: EngineFiles, options: StartOptions): Promise<Engine> {
  const problems: TarstrapError[] = [];
  for (const available of availableWays(process.getuid?.() ?? 0)) {
    const started = await startBy(available, files, options);
    if (!('problem' in started)) return started;
    problems.push(started.problem);
    if (!started.mayTryNext) break;
  }
  throw problems.find(isAboutAsking) ?? problems[0] ?? new TarstrapError('not-authorised', { command: files.byHand });
}

/** The first way that could ask for root says best what is wrong; one that does not work at all says least. */
function isAboutAsking({ code }: TarstrapError): boolean {
  return code !== 'engine-cannot-start';
}

/** For an engine that has refused, to its end. */
const LEAVE_MS = 2000;

interface NotStarted {
  readonly problem: TarstrapError;
  readonly mayTryNext: boolean;
}

async function startBy(by: AvailableWay, files: EngineFiles, { targets, hasTerminal = false, launched, signal }: StartOptions): Promise<Engine | NotStarted> {
  const running = await (launched ?? launch(by, { origin: files.origin, targets, hasTerminal }));
  const voice = hear(running);
  const story: Story = { asked: undefined, lanes: new Map(), before: voice.before };
  const events = readEvents(running, voice, collect(running.stderr, 16 * 1024), story);
  const first = await firstEvent(events, running, signal);
  const end = async (): Promise<void> => {
    running.stdin?.end();
    for await (const event of events) void event;
  };
  if (first?.type === 'ready') return { send: (body) => send(running, body, story), events, pid: running.pid, end };
  const failure: Failure = first?.type === 'refused' ? first.failure : { code: 'engine-lost', facts: {} };
  if (failure.code === 'engine-lost') return notStarted(by.way, files, failure.detail);
  // It has said its last word, and is still there for a moment.
  await Promise.race([end(), delay(LEAVE_MS, undefined, { ref: false })]);
  throw fromFailure(failure);
}

async function notStarted(way: Way, { byHand }: EngineFiles, detail: string | undefined): Promise<NotStarted> {
  const { code, mayTryNext } = judge(way, detail ?? '');
  if (code === 'engine-lost') await requireUnshare();
  const library = libraryMissing(detail ?? '');
  const facts = { command: byHand, package: AGENT, what: 'it may not mount anything', ...(library ? { library } : {}) };
  return { problem: new TarstrapError(code, facts, detail), mayTryNext };
}

/** Who ended without a word may never have come to the engine: what makes its namespace is tried by itself. @throws TarstrapError `tool-unfit` */
async function requireUnshare(): Promise<void> {
  const tool = 'unshare';
  const result = await run({ tool, args: ['--version'] });
  if (result.exitCode === 0) return;
  throw new TarstrapError('tool-unfit', { tool, package: packageOf(tool) }, `${tool}: ${result.stderr.trim() || describeExit(result)}`);
}

/** The smallest polkit agent that Debian has, and that needs no particular desktop. */
const AGENT = 'mate-polkit';

/** What is known of a job if its engine ends without a word. */
interface Story {
  asked: JobRequest | undefined;
  /** By the path of their target. */
  readonly lanes: Map<string, LaneStory>;
  readonly before: Voice['before'];
}

interface LaneStory {
  readonly phases: readonly PhaseId[];
  readonly phase: PhaseId | undefined;
  readonly hasEnded: boolean;
}

function send({ stdin }: Running, body: JobRequest | { readonly type: 'cancel' }, story: Story): void {
  if (body.type !== 'cancel') story.asked = body;
  stdin?.write(requestLine(body));
}

async function firstEvent(events: AsyncGenerator<EngineEvent>, running: Running, signal: AbortSignal | undefined): Promise<EngineEvent | undefined> {
  const asking = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      abandon(running);
      reject(signal?.reason);
    };
    if (signal?.aborted) onAbort();
    // Only as long as it is waited for: a running engine is cancelled by a word, not by this.
    else signal?.addEventListener('abort', onAbort, { once: true, signal: asking.signal });
  });
  try {
    const { done, value } = await Promise.race([events.next(), aborted]);
    return done ? undefined : value;
  } finally {
    asking.abort();
  }
}

/**
 * Whoever asks for the password is still ours, and takes his question back. What is root's already cannot be ended by us
 * (EPERM): it finds its standard input at an end.
 */
function abandon({ child, stdin }: Running): void {
  stdin?.end();
  child.unref();
  try {
    child.kill();
  } catch {
    // It is root's already.
  }
}

function fromFailure({ code, facts, detail }: Failure): TarstrapError {
  return new TarstrapError(code, facts, detail);
}

async function* readEvents(running: Running, voice: Voice, words: Promise<Buffer>, story: Story): AsyncGenerator<EngineEvent> {
  let isOver = false;
  try {
    // To its end, also when all is said: its output closes only when it was read.
    for await (const line of voice.lines) {
      // It only tries whether we are still here.
      if (line === '' || isOver) continue;
      const event = parseEvent(line);
      if ('target' in event) story.lanes.set(event.target, continued(story.lanes.get(event.target), event));
      yield event;
      isOver = event.type !== 'ready' && (event.type === 'refused' || unended(story).length === 0);
      if (isOver) running.stdin?.end();
    }
  } catch (error) {
    return yield* lost(running, words, story, `not of the protocol: ${String(error).slice(0, 500)}`);
  } finally {
    // Whoever stops listening ends the engine as well.
    running.stdin?.end();
  }
  if (isOver) await running.exit;
  else yield* lost(running, words, story);
}

function continued(lane: LaneStory = { phases: [], phase: undefined, hasEnded: false }, event: JobEvent): LaneStory {
  if (event.type === 'started') return { ...lane, phases: event.phases };
  if (event.type === 'phase') return { ...lane, phase: event.phase };
  return isTerminal(event) ? { ...lane, hasEnded: true } : lane;
}

/** Of whom the last word has not come. */
function unended({ asked, lanes }: Story): readonly TargetFacts[] {
  return asked ? targetsOf(asked).filter(({ path }) => !lanes.get(path)?.hasEnded) : [];
}

/** An engine of another version is told from one that talks nonsense. */
function parseEvent(line: string): EngineEvent {
  const raw: unknown = JSON.parse(line);
  const isReady = typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 'ready';
  const theirs = isReady && 'version' in raw ? raw.version : PROTOCOL_VERSION;
  if (theirs !== PROTOCOL_VERSION) return refused('engine-version', { theirs: String(theirs), ours: PROTOCOL_VERSION });
  return engineEvent.parse(raw);
}

function refused(code: ErrorCode, facts: Failure['facts']): EngineEvent {
  return { type: 'refused', failure: { code, facts } };
}

async function ended({ child }: Running): Promise<Exit> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await delay(PATIENCE_MS, undefined, { ref: false });
  return { exitCode: child.exitCode, signal: child.signalCode };
}

/** Its standard input ends here, and with it whatever it still does. */
async function* lost(running: Running, words: Promise<Buffer>, story: Story, reason?: string): AsyncGenerator<EngineEvent> {
  running.stdin?.end();
  running.stdout?.resume();
  // What it has started may hold its pipes for as long as a dead drive holds that.
  const exit = await Promise.race([running.exit, ended(running)]);
  const said = await Promise.race([words, delay(PATIENCE_MS, Buffer.alloc(0), { ref: false })]);
  const detail = [reason, ...story.before, said.toString('utf8').trim()].filter(Boolean).join('\n') || describeExit(exit);
  const failure: Failure = { code: 'engine-lost', facts: {}, detail };
  if (!story.asked) return yield { type: 'refused', failure };
  for (const { path, kind } of unended(story)) {
    const { phases = [], phase } = story.lanes.get(path) ?? {};
    yield { type: 'failed', failure, drive: leftBy(story.asked.type, kind, phases, phase), target: path };
  }
}
