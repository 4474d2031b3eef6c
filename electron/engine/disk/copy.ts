import { statSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { MiB } from '../../../shared/plan/sizes.ts';
import { describeExit } from '../../run/run.ts';
import { openPipe } from '../../run/pipe.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { dd } from './dd.ts';
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

interface Transferred {
  readonly signal: NodeJS.Signals | null;
  /** What went wrong, if something did. */
  readonly error: TarstrapError | undefined;
}

async function transfer(
  args: readonly string[],
  { stage, device, signal, onProgress }: TransferRequest,
  before: number,
  stdout?: number,
): Promise<Transferred> {
  const end = await dd({
    args,
    ...(stdout === undefined ? {} : { stdout }),
    signal,
    onProgress: (bytes) => onProgress(before + bytes),
  });
  const error = end.problem === '' ? undefined : blame(end.problem, stage, device);
  return { signal: end.signal, error };
}

/** dd names what it could not read or write. */
function blame(problem: string, stage: string, device: string): TarstrapError {
  if (problem.includes(`'${stage}'`)) return new TarstrapError('step-failed', { step: 'Reading the prepared filesystem' }, problem);
  return new TarstrapError('drive-io', { path: device }, problem);
}

interface Blocks extends Run {
  /** Bytes. */
  readonly size: number;
}

/** dd writes a block that is shorter than the others through the page cache: what is left of a run is a block of its own. */
function inBlocks({ first, count }: Run): Blocks[] {
  const rest = count % (MiB / CHUNK);
  const parts = [
    { first, count: count - rest, size: MiB },
    { first: first + count - rest, count: rest, size: rest * CHUNK },
  ];
  return parts.filter((part) => part.count > 0);
}

/**
 * Writes the runs in their order with `O_DIRECT`: every write has reached the drive's controller when dd reports it, and
 * an error is that write's own. Only the end of a stage that is no multiple of a chunk goes through the page cache, and dd flushes it.
 */
export async function writeRuns(request: TransferRequest): Promise<void> {
  let done = 0;
  for (const { first, count, size } of request.runs.flatMap(inBlocks)) {
    const { error } = await transfer(
      [
        `bs=${size}`,
        `if=${request.stage}`,
        `of=${request.device}`,
        `skip=${first * CHUNK}`,
        `seek=${first * CHUNK}`,
        `count=${count * CHUNK}`,
        'oflag=direct,seek_bytes',
        'iflag=fullblock,skip_bytes,count_bytes',
        'conv=notrunc,nocreat',
      ],
      request,
      done,
    );
    if (error) throw error;
    done += count * CHUNK;
    request.onProgress(done);
  }
}

/**
 * Reads the runs back from the medium with `O_DIRECT` and compares them with the stage.
 * @returns the offset of the first run that differs, or undefined
 */
export async function compareRuns(request: TransferRequest): Promise<number | undefined> {
  let done = 0;
  for (const { first, count } of request.runs) {
    if (!(await compareRun(request, first, count, done))) return first * CHUNK;
    done += count * CHUNK;
    request.onProgress(done);
  }
  return undefined;
}

async function compareRun(request: TransferRequest, first: number, count: number, done: number): Promise<boolean> {
  const pipe = await openPipe(request.folder);
  // Its last chunk may be cut, where a larger drive goes on.
  const bytes = Math.min(count * CHUNK, statSync(request.stage).size - first * CHUNK);
  const cmp = await start({
    tool: 'cmp',
    args: ['--silent', `--bytes=${bytes}`, `--ignore-initial=0:${first * CHUNK}`, '-', request.stage],
    stdin: pipe.readEnd,
    tied: true,
  });
  cmp.stderr.resume();
  using _ = stopOnAbort(cmp, request.signal);
  const reading = transfer(
    [`bs=${MiB}`, `if=${request.device}`, `skip=${first * CHUNK}`, `count=${bytes}`, 'iflag=direct,fullblock,skip_bytes,count_bytes'],
    request,
    done,
    pipe.writeEnd,
  );
  // Both have their own copies of the ends by now; ours would keep cmp waiting for more.
  pipe[Symbol.dispose]();
  const [read, exit] = await Promise.all([reading, cmp.exit]);
  // A drive that cannot be read is not a drive that differs; but cmp leaves at the first difference, and dd then dies of it.
  if (read.error && read.signal !== 'SIGPIPE') throw read.error;
  if (exit.exitCode === 1) return false;
  if (exit.exitCode !== 0) throw new TarstrapError('step-failed', { step: 'Comparing the drive with the stage' }, `cmp: ${describeExit(exit)}`);
  return true;
}
