import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { LARGEST_SMALL_FILE } from '../../shared/files.ts';

/** Files of an archive or a drive that are read into memory. What they are, and how large, is for whoever made them to say. */

/** Why one was not read: a sparse file of a terabyte, a pipe that nobody writes to, a link to elsewhere. */
export type Unread = 'missing' | 'not-a-file' | 'too-large';

export interface SmallFile {
  readonly contents: Buffer;
  readonly stat: BigIntStats;
}

/** Neither waits for anybody nor follows a link at the end of a path. */
export const SAFELY = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws the system's error if reading fails */
export function readSmallFile(path: string | Buffer): SmallFile | Unread {
  const fd = openSafely(path);
  if (typeof fd === 'string') return fd;
  try {
    return readSmall(fd);
  } finally {
    closeSync(fd);
  }
}

function readSmall(fd: number): SmallFile | Unread {
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile()) return 'not-a-file';
  if (stat.size > LARGEST_SMALL_FILE) return 'too-large';
  const contents = Buffer.alloc(Number(stat.size));
  let filled = 0;
  for (let got = 1; got > 0 && filled < contents.length; filled += got) got = readSync(fd, contents, filled, contents.length - filled, filled);
  return { contents: contents.subarray(0, filled), stat };
}

/** Open(2) of a link, a device on a mount without them, or a socket. */
const NO_FILE = ['ELOOP', 'EACCES', 'ENXIO'];

/** @returns a descriptor, which is not yet known to be that of a file. @throws the system's error where it is none of these */
function openSafely(path: string | Buffer): number | Exclude<Unread, 'too-large'> {
  try {
    return openSync(path, constants.O_RDONLY | SAFELY);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (NO_FILE.includes(code)) return 'not-a-file';
    throw cause;
  }
}
