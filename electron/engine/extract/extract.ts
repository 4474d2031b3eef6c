import { type ErrorCode, TarstrapError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { type Feed, feedArchive } from '../../archive/feed.ts';
import { type ForkedFeed, forkFeed } from '../../archive/forkFeed.ts';
import { parseEntry, type TarEntry } from '../../archive/listing.ts';
import { describeExit } from '../../run/run.ts';
import { type Job, note } from '../job.ts';
import { culpritOf, type Ended, type OpenSource, passOver } from '../pass.ts';
import { runSession } from '../session/session.ts';
import { TAR } from '../session/tools.ts';
import { type Echo, openEcho } from './echo.ts';
import { failureOf, Log, meaningOf } from './messages.ts';

export interface ExtractRequest extends OpenSource {
  /** In the cell of the folder to fill. */
  readonly command: Command;
  readonly device: string;
  /** Told of every member when tar begins with it; left out: nobody needs it, and tar need not say it. */
  readonly onEntry?: ((entry: TarEntry) => void) | undefined;
  /** Reads the archive beside tar, at the same time. */
  readonly reader?: SideReader | undefined;
}

export interface SideReader {
  /** @param feed of its own, out of the same decompressor; left out: a plain archive is open to everybody */
  readonly begin: (feed: Feed | undefined) => void;
  /** Aborted where there is no use in going on. */
  readonly signal: AbortSignal;
}

/** Each member in the form of a listing (`archive/listing.ts`). */
function telling({ command, onEntry }: ExtractRequest): Command {
  return onEntry ? { ...command, args: [...command.args, '-vv', '--full-time', '--quoting-style=c'] } : command;
}

/**
 * Unpacks the archive. The bytes go from the archive, or from the decompressor through a kernel pipe, into tar; we only
 * ask how far it is.
 * @returns whether tar had nothing to complain about
 * @throws TarstrapError by what tar said: damaged archive, full drive, failing drive; `archive-io` where the archive's own medium has failed
 */
export async function extract(request: ExtractRequest, job: Job): Promise<boolean> {
  const log = new Log();
  const echo = openEcho(job);
  await using whole = await feedArchive(passOver(request, job));
  await using forked = await forkFor(request.reader, whole, job);
  const feed = forked?.main ?? whole;
  if (feed.tool) note(job, `Decompressed by ${feed.tool}.`);
  job.meter.follow(feed.position);
  const session = runSession({
    tool: TAR,
    command: { ...telling(request), stdin: feed.stdin },
    signal: signalOf(request, job),
    onReport: (position) => job.meter.tarAt(position),
    onLine: (line) => hear(line, log, echo, job),
    onOutput: request.onEntry && tellEntry(request.onEntry),
  });
  feed.release();
  const [exit, source] = await Promise.all([session, feed.finished]);
  echo.end();
  signalOf(request, job).throwIfAborted();
  if (exit.signal) throw new TarstrapError('tar-killed', { tool: 'tar', signal: exit.signal }, log.text);
  if (exit.exitCode !== 0 || !source.ok) throw await blame(request, { exit, source, log, position: feed.position() });
  return log.lines.length === 0;
}

/** Begins to read beside tar, if anybody is to. */
async function forkFor(reader: SideReader | undefined, feed: Feed, job: Job): Promise<ForkedFeed | undefined> {
  const forked = reader && feed.tool !== null ? await forkFeed(feed, job) : undefined;
  reader?.begin(forked?.side);
  return forked;
}

function signalOf({ reader }: ExtractRequest, job: Job): AbortSignal {
  return reader ? AbortSignal.any([job.signal, reader.signal]) : job.signal;
}

function hear(line: string, log: Log, echo: Echo, job: Job): void {
  const isAttribute = job.losses.hear(line);
  if (!isAttribute && meaningOf(line) === 'harmless') return;
  // Laid in full, as the archive has it.
  if (meaningOf(line) === 'odd') return echo.say(line, 'info');
  log.add(line);
  // What is lost is said at the end, in our words.
  echo.say(line, isAttribute ? 'info' : 'warning');
}

const OF_THE_TARGET: readonly ErrorCode[] = ['drive-io', 'target-refuses'];

async function blame(request: ExtractRequest, ended: Ended): Promise<TarstrapError> {
  const { archivePath: path, device } = request;
  const { exit, source, log } = ended;
  const problem = await culpritOf(request, ended);
  if (problem) return problem;
  const code = source.ok || exit.exitCode !== 0 ? failureOf(log.lines) : 'archive-damaged';
  const isSource = !source.ok && code === 'archive-does-not-unpack';
  const detail = [log.text, source.detail].filter(Boolean).join('\n') || `tar: ${describeExit(exit)}`;
  return new TarstrapError(isSource ? 'archive-damaged' : code, { path: OF_THE_TARGET.includes(code) ? device : path }, detail);
}

function tellEntry(onEntry: (entry: TarEntry) => void): (line: string) => void {
  return (line) => {
    const entry = parseEntry(line);
    if (entry) onEntry(entry);
  };
}
