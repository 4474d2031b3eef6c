import type { Compression, Ending } from '../../shared/facts.ts';
import type { FeedRequest } from '../archive/feed.ts';
import type { Job } from './job.ts';

/** An archive as a job has it open. */
export interface OpenSource {
  readonly archiveFd: number;
  /** Where its user has it; what is open may be a copy. */
  readonly archivePath: string;
  readonly compression: Compression;
  readonly ending: Ending;
}

/** One pass over it, by whoever may read it and no more. */
export function passOver({ archiveFd: fd, archivePath: path, compression, ending }: OpenSource, { folder, signal, reader }: Job): FeedRequest {
  return { fd, path, compression, ending, folder, signal, as: reader };
}
