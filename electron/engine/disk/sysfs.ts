import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { deviceNumber } from '../../run/deviceNumber.ts';
import { valueBehind } from '../../run/lines.ts';

/** Block devices in sysfs (Documentation/ABI/stable/sysfs-block), found by `MAJ:MIN`, never by name. */

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}

/** @throws the system's error if there is no such node */
export function numberOfNode(path: string): string {
  return deviceNumber(statSync(path, { bigint: true }).rdev);
}

/** `MAJ:MIN` of the filesystem that holds a path. */
export function filesystemNumber(path: string): string {
  return deviceNumber(statSync(path, { bigint: true }).dev);
}

/** Bytes read from the device since it appeared: the third field of `stat`, in sectors of 512 bytes. */
export function bytesRead(number: string): number {
  return sectorsIn(number, 2) * 512;
}

/** Bytes written to it: the seventh. */
export function bytesWritten(number: string): number {
  return sectorsIn(number, 6) * 512;
}

function sectorsIn(number: string, field: number): number {
  const fields = read(`/sys/dev/block/${number}/stat`)?.split(/\s+/) ?? [];
  return Number(fields[field] ?? 0);
}

/** Where the root side has nodes of its own (`nodes.ts`). */
export const OWN_NODES = '/run/tarstrap/nodes';

/** Device node of a `MAJ:MIN`, from `DEVNAME=` in its uevent: in /dev, unless only we have one. */
export function nodeOf(number: string): string | undefined {
  const name = /^DEVNAME=(.+)$/m.exec(read(`/sys/dev/block/${number}/uevent`) ?? '')?.[1];
  if (!name) return undefined;
  const own = `${OWN_NODES}/${name.replaceAll('/', '!')}`;
  return isNodeOf(own, number) ? own : `/dev/${name}`;
}

/** Whether a path is there, and is the node of this device. */
export function isNodeOf(path: string, number: string): boolean {
  try {
    return numberOfNode(path) === number;
  } catch {
    return false;
  }
}

export interface PartitionNode {
  readonly number: number;
  readonly path: string;
  readonly device: string;
  /** In sectors of 512 bytes, whatever those of the disk are. */
  readonly start: number;
  readonly size: number;
}

/** Partitions that the kernel knows on a disk, in the order of their numbers. */
export function partitionsOf(number: string): PartitionNode[] {
  const folder = `/sys/dev/block/${number}`;
  const found: PartitionNode[] = [];
  for (const entry of readdirSync(folder)) {
    // Asked first: an error takes as long as five answers, and nearly all that lies there is no partition.
    if (!existsSync(`${folder}/${entry}/partition`)) continue;
    const index = read(`${folder}/${entry}/partition`);
    const device = index && read(`${folder}/${entry}/dev`);
    const path = device && nodeOf(device);
    const [start, size] = [read(`${folder}/${entry}/start`), read(`${folder}/${entry}/size`)].map(Number);
    if (path && start && size) found.push({ number: Number(index), path, device, start, size });
  }
  return found.toSorted((a, b) => a.number - b.number);
}

/** Of 512 bytes. */
export function sectorsOf(number: string): number {
  return Number(read(`/sys/dev/block/${number}/size`));
}

/** Dirty and write-back bytes of the whole machine (`/proc/meminfo`, kB): what may still wait for the device. */
export function bytesWaiting(): number {
  const text = read('/proc/meminfo') ?? '';
  const kB = (key: string): number => Number.parseInt(valueBehind(text, `${key}:`) ?? '0', 10);
  return (kB('Dirty') + kB('Writeback')) * 1024;
}

/** Memory that programs can have without swapping (`MemAvailable`). */
export function bytesAvailable(): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1] ?? 0) * 1024;
}

/** Filesystems that the kernel can mount now, or can load as a module on mount(8)'s request. */
export function kernelKnows(filesystem: string): boolean {
  return (read('/proc/filesystems') ?? '').split(/\s+/).includes(filesystem);
}

/** The whole disk that a partition belongs to; a disk is its own. */
export function wholeDisk(number: string): string {
  const folder = `/sys/dev/block/${number}`;
  return read(`${folder}/partition`) === undefined ? number : (read(`${folder}/../dev`) ?? number);
}
