import { closeSync, constants, openSync, readSync } from 'node:fs';

/** So far from its beginning a loader shows, and whatever else has a head. */
const FRONT = 1024 ** 2;

/** @param from bytes that do not count @returns whether anything is written to the beginning of a device; undefined where that cannot be read */
export function holdsSomething(device: string, from: number): boolean | undefined {
  const front = Buffer.alloc(FRONT);
  try {
    const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      return front.subarray(from, readSync(fd, front, 0, FRONT, 0)).some((byte) => byte !== 0);
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
