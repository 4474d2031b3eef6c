import type { Compression } from '../../shared/facts.ts';
import { MiB } from '../../shared/plan/sizes.ts';
import type { MembersFacts, MembersFold } from './inspect.ts';
import { bytesOf, type HeldArchive } from './open.ts';
import { BLOCK } from './tarHeader.ts';

/** An archive of which only the beginning was read. */

/** What is read in this time, in milliseconds, is read completely. */
export const GLANCE_MS = 50;

/** Bytes of files that are read in no time, however busy the machine is: of a plain tar only the headers are. */
const SMALL = { plain: 256 * MiB, compressed: 4 * MiB } as const;

/** Whether it is worth it, and nothing speaks against it that it is whole, as far as can be told without reading it. */
export function mayStayUnread(archive: HeldArchive, compression: Compression): boolean {
  const { size } = archive.identity;
  if (compression === 'none') return size > SMALL.plain && endsWithZeros(archive);
  return size > SMALL.compressed;
}

/** tar's end mark, and what fills its last record. */
function endsWithZeros(archive: HeldArchive): boolean {
  const { size, at } = bytesOf(archive);
  return size % BLOCK === 0 && at(Math.max(0, size - 2 * BLOCK), 2 * BLOCK).every((byte) => byte === 0);
}

/**
 * What the first members tell.
 * @param size of the file
 * @param told length of the stream, where the container tells it
 */
export function beginningOf(fold: MembersFold, size: number, told: number | undefined): MembersFacts {
  const { position } = fold.soFar();
  const streamBytes = Math.max(told ?? size * GUESSED_RATIO, position + 1);
  const block = position / BLOCK;
  const facts = fold.finish({ block, blocks: block, ending: { tars: 1, marked: true, junkAt: null, trailing: false } });
  const known = { ...(told === undefined ? { guessed: true as const } : {}), ...(fold.isOfBsdtar() ? { ofBsdtar: true as const } : {}) };
  return { ...facts, streamBytes, unread: streamBytes - position, ...known };
}

/** Of a stream to its compressed file, where nothing tells: systems become a third by any compression. */
const GUESSED_RATIO = 4;
