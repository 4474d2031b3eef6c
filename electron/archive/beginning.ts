import type { ArchiveFacts, Compression } from '../../shared/facts.ts';
import { lengthOf } from './container/length.ts';
import type { FactsFold } from './facts.ts';
import { bytesOf, type HeldArchive } from './open.ts';

/** An archive of which only the beginning was read. */

/** Whether nothing speaks against it that it is whole, as far as can be told without reading it. */
export function mayStayUnread(archive: HeldArchive, compression: Compression): boolean {
  return compression !== 'none' || endsWithZeros(archive);
}

/** tar's end mark, and what fills its last record. */
function endsWithZeros(archive: HeldArchive): boolean {
  const { size, at } = bytesOf(archive);
  return size % 512 === 0 && at(Math.max(0, size - 1024), 1024).every((byte) => byte === 0);
}

/** What its first members tell. */
export function beginning(archive: HeldArchive, compression: Compression, fold: FactsFold): ArchiveFacts {
  const { size } = archive.identity;
  const { position: read } = fold.soFar();
  const told = lengthOf(bytesOf(archive), compression);
  const streamBytes = Math.max(told ?? size * GUESSED_RATIO, read + 1);
  const block = read / 512;
  const end = { block, blocks: block, ending: { tars: 1, marked: true, junkAt: null, trailing: false } };
  const unknown = { aclNames: { users: [], groups: [] }, aclStrangers: [], ignored: [], fstabDevices: [] };
  return {
    file: archive.identity,
    compression,
    inside: null,
    ...fold.finish(end),
    ...unknown,
    streamBytes,
    unread: streamBytes - read,
    ...(told === undefined ? { guessed: true } : {}),
  };
}

/** Of a stream to its compressed file, where nothing tells: systems become a third by any compression. */
const GUESSED_RATIO = 4;
