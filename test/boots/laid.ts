import { sh } from '../lab/devices.ts';

/** What lies in an image that was laid, by other eyes than Tarstrap's. */

const MiB = 1024 ** 2;

/** UUID of the filesystem that begins there. */
export function uuidAt(image: string, mebibytes: number): string {
  return sh('blkid', '-p', '-O', String(mebibytes * MiB), '-s', 'UUID', '-o', 'value', image).trim();
}

/** UUID of a partition of a GPT. @param number from one */
export function partitionUuid(image: string, number: number): string {
  const { partitiontable } = JSON.parse(sh('sfdisk', '--json', image)) as { partitiontable: { partitions: { uuid: string }[] } };
  return partitiontable.partitions[number - 1]?.uuid.toLowerCase() ?? '';
}

/** Text of a file in the ext4 that begins there. */
export function textAt(image: string, mebibytes: number, name: string): string {
  return sh('debugfs', '-R', `cat ${name}`, `${image}?offset=${mebibytes * MiB}`);
}
