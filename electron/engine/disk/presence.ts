import { readFileSync } from 'node:fs';
import { wholeDisk } from './sysfs.ts';

/**
 * Which medium is there: the sequence number of the disk (`diskseq`, Linux 5.15) and the size of the device, which is 0
 * for an empty reader. undefined: the device is gone.
 */
export function mediumOf(device: string): string | undefined {
  const size = read(`/sys/dev/block/${device}/size`);
  return size === undefined ? undefined : mediumCalled(Number(size) * 512, read(`/sys/dev/block/${wholeDisk(device)}/diskseq`) ?? '');
}

/** @param size in bytes */
export function mediumCalled(size: number, diskseq: string): string {
  return `${size} ${diskseq}`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}
