import { TarstrapError, type Failure } from '../../shared/errors.ts';
import { type EngineEvent, engineEvent, isTerminal, MAX_LINE, PROTOCOL_VERSION, type Request } from '../../shared/protocol.ts';
import { collect, describeExit } from '../run/run.ts';
import { lines } from '../run/lines.ts';
import { type Running, start } from '../run/spawn.ts';
import { locateTool, requireTool } from '../run/tools.ts';
import { engineCommand } from './command.ts';

/** The user's side of the engine: starts it, speaks to it, and hears it out. */
export interface Engine {
  readonly send: (body: Request['body']) => void;
  /** Everything after `ready`, with exactly one terminal event: a stream that ends without one ends in `engine-lost`. */
  readonly events: AsyncGenerator<EngineEvent>;
  readonly pid: number;
}

export interface EngineFiles {
  readonly node: string;
  readonly engine: string;
  /** What to run by hand where root is not granted. */
  readonly byHand: string;
}

/** @throws TarstrapError `not-authorised`, or what the engine refused with */
export async function startEngine(files: EngineFiles): Promise<Engine> {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0 && !locateTool('sudo')) throw new TarstrapError('not-authorised', { command: files.byHand });
  const command = engineCommand({ uid, node: files.node, engine: files.engine }, requireTool('unshare'));
  const running = await start({ ...command, stdin: 'pipe', stdout: 'pipe', terminal: true });
  const words = collect(running.stderr, 16 * 1024);
  const events = readEvents(running, words);
  const first = await events.next();
  requireReady(first.done ? undefined : first.value, uid, files);
  const send = (body: Request['body']): void => void running.stdin?.write(`${JSON.stringify({ version: PROTOCOL_VERSION, body })}\n`);
  return { send, events, pid: running.pid };
}

function requireReady(event: EngineEvent | undefined, uid: number, files: EngineFiles): void {
  if (event?.type === 'ready') return;
  if (event?.type === 'refused') throw fromFailure(event.failure);
  const detail = event?.type === 'failed' ? event.failure.detail : undefined;
  if (uid !== 0) throw new TarstrapError('not-authorised', { command: files.byHand }, detail);
  throw new TarstrapError('engine-lost', {}, detail);
}

function fromFailure({ code, facts, detail }: Failure): TarstrapError {
  return new TarstrapError(code, facts, detail);
}

async function* readEvents(running: Running, words: Promise<Buffer>): AsyncGenerator<EngineEvent> {
  try {
    for await (const line of lines(running.stdout as NonNullable<Running['stdout']>, 'utf8', MAX_LINE)) {
      const event = engineEvent.parse(JSON.parse(line));
      yield event;
      if (!isTerminal(event) && event.type !== 'refused') continue;
      running.stdin?.end();
      await running.exit;
      return;
    }
  } catch (error) {
    return yield* lost(running, words, `not of the protocol: ${String(error).slice(0, 500)}`);
  }
  yield* lost(running, words);
}

/** Its standard input ends here, and with it whatever it still does. */
async function* lost(running: Running, words: Promise<Buffer>, reason?: string): AsyncGenerator<EngineEvent> {
  running.stdin?.end();
  running.stdout?.resume();
  const exit = await running.exit;
  const detail = [reason, (await words).toString('utf8').trim()].filter(Boolean).join('\n') || describeExit(exit);
  yield { type: 'failed', failure: { code: 'engine-lost', facts: {}, detail }, drive: 'incomplete' };
}
