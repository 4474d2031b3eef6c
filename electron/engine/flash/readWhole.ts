import type { ArchiveFacts } from '../../../shared/facts.ts';
import { inspectOpen } from '../../archive/inspect.ts';
import { identityOf } from '../../archive/open.ts';
import type { Job } from '../job.ts';

/** Reads all of an archive whose beginning did not tell enough. @param fd of it, or of a copy (`fetch.ts`) */
export async function readWhole({ file }: ArchiveFacts, fd: number, { signal, folder, meter }: Job): Promise<ArchiveFacts> {
  const identity = { ...identityOf(fd), path: file.path };
  let position = 0;
  // That may take minutes, in which nothing else moves.
  meter.follow(() => position);
  const facts = await inspectOpen({ fd, identity }, { signal, scratch: folder, onProgress: (told) => (position = told) });
  position = identity.size;
  return { ...facts, file };
}
