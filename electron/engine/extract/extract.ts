import { TarstrapError } from '../../../shared/errors.ts';
import type { Compression, Ending } from '../../../shared/facts.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { feedArchive } from '../../archive/feed.ts';
import { otherCulprit } from '../../archive/culprit.ts';
import { describeExit } from '../../run/run.ts';
import { type Job, note } from '../job.ts';
import { runSession } from '../session/session.ts';
import { TAR } from '../session/tools.ts';
import { failureOf, Log, meaningOf } from './messages.ts';

export interface ExtractRequest {
  readonly archiveFd: number;
  readonly archivePath: string;
  readonly compression: Compression;
  readonly ending: Ending;
  /** In the cell of the folder to fill. */
  readonly command: Command;
  readonly device: string;
}

/**
 * Unpacks the archive. The bytes go from the archive, or from the decompressor through a kernel pipe, into tar; we only
 * ask how far it is.
 * @returns whether tar had nothing to complain about
 * @throws TarstrapError by what tar said: damaged archive, full drive, failing drive; `archive-io` where the archive's own medium has failed
 */
export async function extract(request: ExtractRequest, job: Job): Promise<boolean> {
  const log = new Log();
  const { archiveFd: fd, compression, ending } = request;
  await using feed = await feedArchive({ fd, compression, ending, folder: job.folder, signal: job.signal, as: job.reader });
  if (feed.tool) note(job, `Decompressed by ${feed.tool}.`);
  job.meter.follow(feed.position);
  const session = runSession({
    tool: TAR,
    command: { ...request.command, stdin: feed.stdin },
    signal: job.signal,
    onReport: (position) => job.meter.tarAt(position),
    onLine: (line) => hear(line, log, job),
  });
  feed.release();
  const [exit, source] = await Promise.all([session, feed.finished]);
  job.signal.throwIfAborted();
  if (exit.signal) throw new TarstrapError('tar-killed', { tool: 'tar', signal: exit.signal }, log.text);
  if (exit.exitCode !== 0 || !source.ok) {
    const heard = [...log.lines, source.detail].join('\n');
    const problem = await otherCulprit({ fd, path: request.archivePath, position: feed.position(), words: heard });
    if (problem) throw problem;
    const code = source.ok || exit.exitCode !== 0 ? failureOf(log.lines) : 'archive-damaged';
    const isSource = !source.ok && code === 'archive-does-not-unpack';
    const facts = { path: code === 'drive-io' ? request.device : request.archivePath };
    throw new TarstrapError(isSource ? 'archive-damaged' : code, facts, [log.text, source.detail].filter(Boolean).join('\n') || `tar: ${describeExit(exit)}`);
  }
  return log.lines.length === 0;
}

function hear(line: string, log: Log, job: Job): void {
  const meaning = meaningOf(line);
  if (meaning === 'harmless') return;
  log.add(line);
  if (meaning === 'metadata') note(job, line, 'warning');
}
