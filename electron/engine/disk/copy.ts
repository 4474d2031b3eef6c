import { TarstrapError } from '../../../shared/errors.ts';
import { describeExit } from '../../run/run.ts';
import { openPipe } from '../../run/pipe.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { runSession } from '../session/session.ts';
import { DD } from '../session/tools.ts';
import { CHUNK, type Run } from './extents.ts';

/** Moves runs of chunks between a stage and a drive with dd, past the page cache on the drive's side. */

export interface TransferRequest {
  readonly stage: string;
  readonly device: string;
  readonly runs: readonly Run[];
  /** Private folder for pipes. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes done of all runs together. */
  readonly onProgress: (bytes: number) => void;
}

/** So that even a single run can be ended soon and reported on. */
const MAX_CHUNKS = 4096;

function pieces(runs: readonly Run[]): Run[] {
  return runs.flatMap(({ first, count }) =>
    Array.from({ length: Math.ceil(count / MAX_CHUNKS) }, (_, i) => ({ first: first + i * MAX_CHUNKS, count: Math.min(MAX_CHUNKS, count - i * MAX_CHUNKS) })),
  );
}

async function dd(args: readonly string[], request: TransferRequest, before: number, stdout?: number): Promise<void> {
  const words: string[] = [];
  const exit = await runSession({
    tool: DD,
    command: { tool: 'dd', args: [`bs=${CHUNK}`, ...args], stdout: stdout ?? 'ignore' },
    signal: request.signal,
    onReport: (position) => request.onProgress(before + position),
    onLine: (line) => words.push(line),
  });
  if (exit.exitCode !== 0) throw new TarstrapError('drive-io', { path: request.device }, words.join('\n') || describeExit(exit));
}

/**
 * Writes the runs in their order with `O_DIRECT`: every write has reached the drive's controller when dd reports it, and
 * an error is that write's own. All transfers are whole chunks, as `O_DIRECT` wants it.
 */
export async function writeRuns(request: TransferRequest): Promise<void> {
  let done = 0;
  for (const { first, count } of pieces(request.runs)) {
    await dd(
      [`if=${request.stage}`, `of=${request.device}`, `skip=${first}`, `seek=${first}`, `count=${count}`, 'oflag=direct', 'iflag=fullblock', 'conv=notrunc'],
      request,
      done,
    );
    done += count * CHUNK;
    request.onProgress(done);
  }
}

/**
 * Reads the runs back from the medium with `O_DIRECT` and compares them with the stage.
 * @returns the offset of the first chunk that differs, or undefined
 */
export async function compareRuns(request: TransferRequest): Promise<number | undefined> {
  let done = 0;
  for (const { first, count } of pieces(request.runs)) {
    if (!(await compareRun(request, first, count, done))) return first * CHUNK;
    done += count * CHUNK;
    request.onProgress(done);
  }
  return undefined;
}

async function compareRun(request: TransferRequest, first: number, count: number, done: number): Promise<boolean> {
  const pipe = await openPipe(request.folder);
  const cmp = await start({
    tool: 'cmp',
    args: ['--silent', `--bytes=${count * CHUNK}`, `--ignore-initial=0:${first * CHUNK}`, '-', request.stage],
    stdin: pipe.readEnd,
    tied: true,
  });
  cmp.stderr.resume();
  using _ = stopOnAbort(cmp, request.signal);
  const reading = dd([`if=${request.device}`, `skip=${first}`, `count=${count}`, 'iflag=direct,fullblock'], request, done, pipe.writeEnd);
  // Both have their own copies of the ends by now; ours would keep cmp waiting for more.
  pipe[Symbol.dispose]();
  const [read, exit] = await Promise.allSettled([reading, cmp.exit]);
  const code = exit.status === 'fulfilled' ? exit.value.exitCode : null;
  // cmp has ended at the first difference; that dd then lost its reader is no fault of its own.
  if (code === 1) return false;
  if (read.status === 'rejected') throw read.reason instanceof Error ? read.reason : new Error(String(read.reason));
  if (code !== 0) throw new TarstrapError('step-failed', { step: 'Comparing the drive with the stage' }, `cmp: exit code ${code}`);
  return true;
}
