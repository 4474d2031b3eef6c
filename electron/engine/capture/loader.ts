import { closeSync, constants, openSync, readSync } from 'node:fs';

/** So far from its beginning a loader shows. */
const FRONT = 1024 ** 2;

/** Whether anything is written to the beginning of a device. @param from bytes that do not count */
export function holdsSomething(device: string, from: number): boolean {
  const front = Buffer.alloc(FRONT);
  const fd = openSync(device, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    return front.subarray(from, readSync(fd, front, 0, FRONT, 0)).some((byte) => byte !== 0);
  } catch {
    // What cannot be read there is of no importance to what is captured.
    return false;
  } finally {
    closeSync(fd);
  }
}
