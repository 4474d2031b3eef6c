import { TarstrapError } from '../errors.ts';
import type { ArchiveFacts } from '../facts.ts';
import type { Layout } from '../layout.ts';
import type { PlanInputs } from './types.ts';

/** Plans for an archive of which only the beginning was read: what may still come is foreseen, and proven while it is laid. */

/** Of the stream, in bytes, for each member: the densest trees of systems (sources, modules of Node.js) have about 4 KiB, most have 16. */
const DENSEST = 4096;
const LIKELY = 16 * 1024;
/** Of a filesystem, in bytes, for each byte of the stream: these trees take up to twice as much, because of its blocks; most a twentieth more. */
const WIDEST = 2.5;
const USUAL = 1.05;

/** What the rest takes if it is like that of most systems: for whatever is only reckoned with. */
export function likely(archive: ArchiveFacts): ArchiveFacts {
  return withRest(archive, LIKELY, USUAL);
}

/** What the rest may take: for whatever must not fail. */
export function atMost(archive: ArchiveFacts): ArchiveFacts {
  return withRest(archive, DENSEST, WIDEST);
}

function withRest(archive: ArchiveFacts, perMember: number, width: number): ArchiveFacts {
  const { unread, entries } = archive;
  const members = Math.ceil(unread / perMember);
  return {
    ...archive,
    unread: 0,
    blockBytes: archive.blockBytes + Math.ceil(unread * width),
    inodes: archive.inodes + members,
    entries: { ...entries, total: entries.total + members },
  };
}

/**
 * What only a complete reading tells.
 * @throws TarstrapError `archive-unread`
 */
export function refuseUnread({ archive, target, options }: PlanInputs, layout: Layout): void {
  if (archive.unread === 0) return;
  if (target.kind === 'image' && options.imageBytes === undefined) throw unread(archive, 'the image gets its size from it');
  if (options.firstBoot) throw unread(archive, 'what the first boot needs may lie anywhere in it');
  if (layout.loaders) throw unread(archive, 'a boot loader may lie anywhere in it');
  if (layout.partitions.some(({ filesystem }) => filesystem === 'vfat')) throw unread(archive, 'a FAT partition does not hold everything');
  if (archive.acls > 0 || archive.ofBsdtar) throw unread(archive, 'it may hold ACLs, and only all of it tells whom they name');
  // What turns out wrong cannot be taken out of a folder again.
  if (target.kind === 'directory') throw unread(archive, 'a folder is filled in place');
  if (target.kind === 'partition' && options.layout.table === null) throw unread(archive, 'something is there already');
}

/** @param why as the end of a sentence */
export function unread({ file: { path } }: ArchiveFacts, why: string): TarstrapError {
  return new TarstrapError('archive-unread', { path, why });
}
