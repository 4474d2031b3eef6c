import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { collect, describeExit } from '../../run/run.ts';
import { type Exit, type Running as Spawned, start } from '../../run/spawn.ts';
import { once } from '../../run/once.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { locateTool } from '../../run/tools.ts';
import { read } from '../../drives/sysfs.ts';
import type { Job } from '../job.ts';
import { openList, type Span } from './spans.ts';

/** Checksums of what comes through a pipe or lies in a file: of all of it, or of some stretches. */

/** What is summed, and how. */
export type Summing =
  | { readonly of: 'all' }
  /** In their order, by an algorithm of hashlib (Python). */
  | { readonly of: readonly Span[]; readonly hash: string };

/** Instructions of a processor for SHA-256 (`/proc/cpuinfo`: x86, arm64). */
const OWN_INSTRUCTIONS = /\b(?:sha_ni|sha2)\b/;

/**
 * How all of it is summed, the same in both passes of a job: by the processor's own instructions, where OpenSSL is there to use them (measured: 1.5 GB/s), else by
 * BLAKE2b, the fastest of those that coreutils have in all versions (0.65 GB/s).
 */
export function howToSum(cpuinfo: string, hasOpenssl: boolean): Command {
  return hasOpenssl && OWN_INSTRUCTIONS.test(cpuinfo) ? { tool: 'openssl', args: ['dgst', '-sha256', '-r'] } : { tool: 'b2sum', args: [] };
}

export const wholeSum = once(() => howToSum(read('/proc/cpuinfo') ?? '', locateTool('openssl') !== undefined));

/** Bytes a second that are summed, with what hands them over. */
const RATES: Readonly<Record<string, number>> = { openssl: 1.2e9, b2sum: 0.6e9, python3: 0.9e9 };

export function sumRate({ bmap }: { readonly bmap: unknown }): number {
  return RATES[bmap ? 'python3' : wholeSum().tool] as number;
}

/** Where each stretch begins, and its length, stand in a file, descriptor 3. What comes through a pipe is read to its end: others read the same. Constant text. */
const PYTHON = `
import hashlib, os, sys
at = 0
def read(size):
    while size > 0:
        piece = os.read(0, min(size, 1 << 20))
        if not piece:
            sys.exit()
        yield piece
        size -= len(piece)
def skip(size):
    try:
        os.lseek(0, size, os.SEEK_CUR)
    except OSError:
        for piece in read(size):
            pass
for line in os.fdopen(3):
    start, size = map(int, line.split())
    skip(start - at)
    sum = hashlib.new(sys.argv[1])
    for piece in read(size):
        sum.update(piece)
    print(sum.hexdigest(), flush=True)
    at = start + size
try:
    os.lseek(0, 0, os.SEEK_END)
except OSError:
    for piece in read(float('inf')):
        pass
`;

export interface Running {
  /** In small hexadecimal digits; fewer than stretches where the stream has ended before. Settles when all was read. */
  readonly sums: Promise<readonly string[]>;
}

/** The program has the input when this settles. @throws TarstrapError `tool-missing`; of its sums `step-failed` */
export async function sum(stdin: number, summing: Summing, job: Pick<Job, 'signal' | 'reader' | 'folder'>): Promise<Running> {
  const list = summing.of === 'all' ? undefined : openList(summing.of, `${job.folder}/stretches`);
  const { tool, args } = summing.of === 'all' ? wholeSum() : { tool: 'python3', args: ['-I', '-S', '-c', PYTHON, summing.hash] };
  try {
    const running = await start({ tool, args, stdin, stdout: 'pipe', tied: true, as: job.reader, others: list === undefined ? [] : [list] });
    const sums = sumsOf(running, tool, job);
    // Whoever waits for it may have failed before.
    sums.catch(() => {});
    return { sums };
  } finally {
    if (list !== undefined) closeSync(list);
  }
}

/** A line a stretch, of a file of block maps (`shared/files.ts`). */
const MOST_WORDS = 64 * 1024 ** 2;

async function sumsOf(running: Spawned, tool: string, { signal }: Pick<Job, 'signal'>): Promise<readonly string[]> {
  using _ = stopOnAbort(running, signal);
  const [stdout, stderr, exit] = await Promise.all([collect(running.stdout as Readable, MOST_WORDS), collect(running.stderr, 4096), running.exit]);
  signal.throwIfAborted();
  return sumsIn(tool, stdout.toString('latin1'), stderr.toString('utf8'), exit);
}

function sumsIn(tool: string, stdout: string, stderr: string, exit: Exit): readonly string[] {
  if (exit.exitCode !== 0) throw new TarstrapError('step-failed', { step: 'Reckoning checksums', tool }, `${tool}: ${stderr.trim() || describeExit(exit)}`);
  return stdout.split('\n').flatMap((line) => /^[0-9a-f]+/.exec(line)?.[0] ?? []);
}
