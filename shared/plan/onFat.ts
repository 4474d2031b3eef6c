import type { ArchiveFacts } from '../facts.ts';
import { hasFatRoot, type Layout } from '../layout.ts';

/** What an archive is where all of it goes to FAT: files of their whole size, and no system that could be amended. */
export function onFat(archive: ArchiveFacts, layout: Layout): ArchiveFacts {
  return hasFatRoot(layout) ? { ...archive, blockBytes: archive.fat['/'].blockBytes, rootFilesystem: false } : archive;
}
