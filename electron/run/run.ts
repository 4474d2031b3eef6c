import type { Readable } from 'node:stream';
import { type Exit, type SpawnRequest, start } from './spawn.ts';
import { blameStep } from './blame.ts';
import { abandonAfter, stopOnAbort } from './stop.ts';

export interface RunRequest extends Omit<SpawnRequest, 'stdin' | 'stdout'> {
  readonly input?: string | Buffer;
  /** A descriptor of ours, in place of `input`. */
  readonly stdin?: number;
  readonly signal?: AbortSignal;
  /** More output than this is dropped. */
  readonly maxOutput?: number;
  /** Longest that it may take: for what hangs where a drive or a filesystem does, and cannot be ended then. */
  readonly patienceMs?: number;
}

export interface RunResult extends Exit {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs a program to its end. Its exit code is data; only "could not be started" and an abort are thrown.
 * @throws TarstrapError `tool-hangs` if it tries our patience
 */
export async function run(request: RunRequest): Promise<RunResult> {
  request.signal?.throwIfAborted();
  const running = await start({ ...request, stdin: request.stdin ?? (request.input === undefined ? 'ignore' : 'pipe'), stdout: 'pipe' });
  using _ = stopOnAbort(running, request.signal);
  running.stdin?.end(request.input);
  const limit = request.maxOutput ?? 64 * 1024 ** 2;
  const end = Promise.all([collect(running.stdout as Readable, limit), collect(running.stderr, 256 * 1024), running.exit]);
  const [stdout, stderr, exit] = await (request.patienceMs === undefined ? end : abandonAfter(request.patienceMs, running, end, request.tool));
  request.signal?.throwIfAborted();
  return { ...exit, stdout, stderr: stderr.toString('utf8') };
}

export interface StepRequest extends RunRequest {
  /** The device or file that is worked on, where that may be to blame. */
  readonly on?: string;
}

/**
 * Runs a program that must succeed.
 * @throws TarstrapError with the program's own words as detail: `step-failed`, or what they tell (`blame.ts`)
 */
export async function runStep(step: string, { on, ...request }: StepRequest): Promise<RunResult> {
  const result = await run(request);
  if (result.exitCode === 0) return result;
  throw blameStep({ step, tool: request.tool, words: result.stderr.trim() || describeExit(result), on });
}

export function describeExit({ exitCode, signal }: Exit): string {
  return signal ? `killed by ${signal}` : `exit code ${exitCode}`;
}

/** Reads to the end and keeps the first bytes: a pipe that nobody drains would block the program for good. */
export async function collect(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size < limit) chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}
