// First of all, and for what is done while it is imported.
import { begun, type Begun, opening } from './begin.ts';
import { mkdirSync } from 'node:fs';
import { MAX_LINE, PROTOCOL_VERSION, type JobRequest, request as requestSchema, type Request, targetsOf } from '../../shared/protocol.ts';
import { TarstrapError, toFailure } from '../../shared/errors.ts';
import { NOBODY } from '../run/confine.ts';
import { lines } from '../run/lines.ts';
import { locateTool } from '../run/tools.ts';
import { keepYoungHeapSmall } from '../run/youngHeap.ts';
import { capture } from './capture/capture.ts';
import { refused, requireGranted, requireTargets } from './granted.ts';
import { openTrials, type Trials } from './trials.ts';
import { flashDiskImage } from './image/flash.ts';
import { flash } from './flash/flash.ts';
import { type Lane, openJob } from './job.ts';
import { runLane } from './lane.ts';
import { limitNotices } from './notices.ts';
import { verify } from './verify/verify.ts';

/**
 * The root side. One process, one job: requests come on standard input, events go to standard output. The end of
 * standard input, or nobody who reads the events, means that whoever started us is gone: the job is cancelled, everything is put away, and we
 * end.
 */

const line = await opening;
const { emit } = line;
const TOOLS = ['tar', 'sfdisk', 'mkfs.ext4', 'mkfs.xfs', 'mkfs.btrfs', 'mkfs.vfat', 'igzip', 'pigz', 'gzip', 'xz', 'zstd', 'bzip2', 'lbzip2', 'lz4', 'lzip'];

async function main(): Promise<void> {
  const standing = await begun;
  const granted = requireTargets(process.argv.slice(2));
  emit({ type: 'ready', version: PROTOCOL_VERSION, uid: 0, pid: process.pid, tools: TOOLS.filter((tool) => locateTool(tool)) });
  await serve({ ...standing, granted, trials: openTrials(standing.folder) });
}

async function serve({ granted, ...standing }: Standing): Promise<void> {
  const cancel = new AbortController();
  const abort = (): void => cancel.abort(new Error('cancelled'));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, abort);
  let job: Promise<void> | undefined;
  let isExpected = false;
  await new Promise<void>((resolve, reject) => {
    const perform = (body: JobRequest): void => {
      if (job) throw refused('a job is running already');
      if (isExpected && !isFlash(body)) throw refused('another job was expected');
      requireGranted(body, granted);
      job = work(body, { ...standing, signal: cancel.signal });
      job.then(resolve, reject);
    };
    const leave = async (): Promise<void> => {
      await line.gone;
      abort();
      resolve(await job);
    };
    void leave();
    // A conversation that ends, well or badly, ends the job first.
    const expect = (): void => {
      isExpected = true;
      if (!job) void standing.trials.laying();
    };
    const listening = listen({ perform, expect, abort });
    listening.then(
      async () => resolve(await job),
      async (error: unknown) => {
        await job;
        reject(error);
      },
    );
  });
}

/** Of an archive, or of what turned out to be none. */
const isFlash = ({ type }: JobRequest): boolean => type === 'flash' || type === 'flash-image';

/** What holds from the start on, for whatever is asked. */
interface Standing extends Begun {
  readonly trials: Trials;
  /** The targets that stood on the command line, and so in the question for the password: root was given for these. */
  readonly granted: readonly string[];
}

interface Ear {
  readonly perform: (body: JobRequest) => void;
  /** An archive to be laid. */
  readonly expect: () => void;
  readonly abort: () => void;
}

/** Until the end of standard input. What is not of the protocol ends the job and the conversation. */
async function listen({ perform, expect, abort }: Ear): Promise<void> {
  try {
    for await (const words of lines(line.requests, 'utf8', MAX_LINE)) {
      const { body } = parse(words);
      if (body.type === 'cancel') abort();
      else if (body.type === 'expect') expect();
      else perform(body);
    }
  } finally {
    abort();
  }
}

/** @throws TarstrapError `engine-refused` */
function parse(words: string): Request {
  try {
    return requestSchema.parse(JSON.parse(words));
  } catch (cause) {
    throw new TarstrapError('engine-refused', { problem: 'a request is not of the protocol' }, String(cause).slice(0, 2000), { cause });
  }
}

interface Surroundings extends Omit<Standing, 'granted'> {
  readonly signal: AbortSignal;
}

/** Runs all lanes of a job to their ends. */
async function work(body: JobRequest, { caller, signal, folder, trials, ...surroundings }: Surroundings): Promise<void> {
  const jobs = targetsOf(body).map(({ path }, index) => {
    const own = `${folder}/${index}`;
    mkdirSync(own, { mode: 0o700 });
    return openJob({ ...surroundings, folder: own, cancelled: signal, reader: NOBODY, emit: limitNotices((event) => emit({ ...event, target: path })) });
  });
  switch (body.type) {
    case 'flash':
      return flash(body, { caller, trials }, jobs);
    case 'flash-image':
      return flashDiskImage(body, { caller, trials }, jobs);
    case 'verify':
      return runLane(jobs[0] as Lane, (job) => verify(body, caller, job));
    case 'capture':
      return runLane(jobs[0] as Lane, (job) => capture(body, { caller, trials }, job));
  }
}

/** Node's own exit waits for a read that is going on, and one from a server that is gone may do so for good. */
async function leave(exitCode: number): Promise<void> {
  await line.close();
  if (process.getActiveResourcesInfo().includes('FSReqCallback')) process.kill(process.pid, 'SIGKILL');
  process.exit(exitCode);
}

keepYoungHeapSmall();
try {
  await main();
  await leave(0);
} catch (error) {
  emit({ type: 'refused', failure: toFailure(error) });
  await leave(1);
}
