import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { attachLoop } from '../../electron/engine/disk/loop.ts';
import { numberOfNode } from '../../electron/engine/disk/sysfs.ts';
import { forgetPartitions } from '../../electron/engine/disk/partitions.ts';
import { wipeSignatures } from '../../electron/engine/disk/table.ts';
import type { Scope } from '../../electron/run/scope.ts';
import { finish } from './measure.ts';

/** The one loop device that everybody writes to, and what it is slowed down to. */
export interface Device {
  readonly path: string;
  /** `MAJ:MIN` */
  readonly number: string;
}

/** A medium, by the most that it takes. Reads are as slow as writes, and are not counted. */
export interface Medium {
  readonly id: 'unthrottled' | '40 MB/s' | '20 MB/s' | '20 MB/s, 500 I/Os';
  readonly bytesPerSecond?: number;
  /** Block I/Os before merging: an upper bound for what a bad card does. */
  readonly operationsPerSecond?: number;
}

export const MEDIA = {
  fast: { id: 'unthrottled' },
  card: { id: '40 MB/s', bytesPerSecond: 40_000_000 },
  slow: { id: '20 MB/s', bytesPerSecond: 20_000_000 },
  bad: { id: '20 MB/s, 500 I/Os', bytesPerSecond: 20_000_000, operationsPerSecond: 500 },
} as const satisfies Readonly<Record<string, Medium>>;

/**
 * A file of this size on a loop device past the page cache. It is written in full and never punched again: else the
 * first to write would pay for the room that the filesystem below must find. It has no name as soon as it is attached, so
 * nothing is left of it even if the bench is killed.
 */
export async function makeDevice(folder: string, bytes: number, scope: Scope, signal: AbortSignal): Promise<Device> {
  const file = `${folder}/device.img`;
  rmSync(file, { force: true });
  closeSync(openSync(file, 'wx', 0o600));
  scope.defer('removing the file of the device', () => rmSync(file, { force: true }));
  truncateSync(file, bytes);
  const path = await attachLoop({ file, directIo: true }, scope);
  const number = numberOfNode(path);
  scope.defer('lifting the limits of the device', () => limit({ path, number }, MEDIA.fast));
  writeFileSync(`/sys/dev/block/${number}/queue/discard_max_bytes`, '0');
  // A limit of an engine that was killed outlives the loop device that it was for; the number is used again.
  for (const [name, value] of Object.entries(UNLIMITED)) writeFileSync(`/sys/class/bdi/${number}/${name}`, value);
  await finish(['dd', 'if=/dev/zero', `of=${path}`, 'bs=4M', `count=${Math.floor(bytes / 4 / 1024 ** 2)}`, 'oflag=direct', 'status=none'], signal);
  return { path, number };
}

const THROTTLE = '/sys/fs/cgroup/blkio/blkio.throttle';

/** The device as slow as that medium for the length of an action. */
export async function slowed<T>(medium: Medium, device: Device, action: () => Promise<T>): Promise<T> {
  limit(device, medium);
  try {
    return await action();
  } finally {
    limit(device, MEDIA.fast);
  }
}

/** From now on the device takes no more than that, whoever writes (cgroup-v1/blkio-controller.rst); 0 is no limit. */
function limit({ number }: Device, { bytesPerSecond = 0, operationsPerSecond = 0 }: Medium): void {
  for (const name of ['read_bps_device', 'write_bps_device']) writeFileSync(`${THROTTLE}.${name}`, `${number} ${bytesPerSecond}`);
  writeFileSync(`${THROTTLE}.write_iops_device`, `${number} ${operationsPerSecond}`);
}

/** The kernel's own write-back limit. */
const UNLIMITED = { strict_limit: '0', max_ratio: '100' } as const;

/** As if nobody had been there: no partitions, no signatures. @throws if somebody has left a write-back limit behind */
export async function clear({ path, number }: Device): Promise<void> {
  for (const [name, value] of Object.entries(UNLIMITED)) {
    const found = readFileSync(`/sys/class/bdi/${number}/${name}`, 'latin1').trim();
    if (found !== value) throw new Error(`${name} of ${path} was left at ${found}`);
  }
  await wipeSignatures(path);
  await forgetPartitions(path);
}
