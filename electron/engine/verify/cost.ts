import type { Compression } from '../../../shared/facts.ts';
import { UNPACKING } from '../../../shared/progress.ts';

/** What is compared with a tree. */
export interface Compared {
  readonly streamBytes: number;
  readonly compression: Compression;
  readonly members: number;
}

/** Bytes of the stream a member, in root filesystems (measured: 16 to 42 kB). */
export const MEMBER_BYTES = 26e3;

/** Bytes of the tar stream a second, and seconds a member, beside the decompressor, however fast the drive is (two cores, modest); and when tar has ended. */
const BYTES_A_SECOND = 1e9;
const PER_MEMBER = 100e-6;
const AFTERWARDS = 8e-6;

/** Seconds that comparing takes, however fast the drive is: each file has to be found on the drive, and what is left is to look at the tree as a whole. */
export function secondsToCompare({ streamBytes, compression, members }: Compared): number {
  return reading({ streamBytes, compression }) + members * (PER_MEMBER + AFTERWARDS);
}

/** @returns share of that which is done when so much of the stream, as a share, was read and so many members were seen */
export function compared(what: Compared): (read: number, seen: number) => number {
  const [all, ofBytes] = [secondsToCompare(what), reading(what)];
  return (read, seen) => (all > 0 ? (ofBytes * read + Math.min(seen, what.members) * PER_MEMBER) / all : read);
}

function reading({ streamBytes, compression }: Pick<Compared, 'streamBytes' | 'compression'>): number {
  return streamBytes / Math.min(BYTES_A_SECOND, UNPACKING[compression]);
}
