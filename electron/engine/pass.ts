import type { ArchiveFacts, Compression, Ending } from '../../shared/facts.ts';
import type { TarstrapError } from '../../shared/errors.ts';
import { otherCulprit } from '../archive/culprit.ts';
import type { FeedRequest, Unpacked } from '../archive/feed.ts';
import type { FeedEnd } from '../archive/verdict.ts';
import type { Exit } from '../run/spawn.ts';
import type { Log } from './extract/messages.ts';
import type { Job } from './job.ts';

/** An archive as a job has it open. */
export interface OpenSource {
  readonly archiveFd: number;
  /** Where its user has it; what is open may be a copy. */
  readonly archivePath: string;
  readonly compression: Compression;
  readonly ending: Ending;
  /** Where it was decompressed for others as well: every pass is fed out of that. */
  readonly unpacked?: Unpacked | undefined;
}

/** @param archiveFd of what the facts tell of */
export function sourceOf({ file, compression, ending }: ArchiveFacts, archiveFd: number): OpenSource {
  return { archiveFd, archivePath: file.path, compression, ending };
}

/** One pass over it, by whoever may read it and no more. */
export function passOver({ archiveFd: fd, archivePath: path, compression, ending, unpacked }: OpenSource, { folder, signal, reader }: Job): FeedRequest {
  return { fd, path, compression, ending, unpacked, folder, signal, as: reader };
}

/** How a pass by tar has ended. */
export interface Ended {
  readonly exit: Exit;
  readonly source: FeedEnd;
  /** What tar has said. */
  readonly log: Log;
  /** How far the archive was read. */
  readonly position: number;
}

/** Why a pass has failed where neither the archive nor the target is to blame. */
export async function culpritOf({ archiveFd: fd, archivePath: path }: OpenSource, ended: Ended): Promise<TarstrapError | undefined> {
  const { exit, source, log, position } = ended;
  if (source.problem) return source.problem;
  return otherCulprit({
    fd,
    path,
    position,
    words: [...log.lines, source.detail].join('\n'),
    ends: [source.failed, { tool: 'tar', exit, words: log.text }],
  });
}
