import type { TargetFacts } from '../../shared/facts.ts';
import type { Device } from './device.ts';
import { appDevice, deviceFacts, filesystemOn } from './deviceFacts.ts';
import { mountsOf } from './safety.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** A partition as `tarstrap drives` shows it. */
export interface PartitionFacts {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  readonly mounts: readonly string[];
}

export interface DriveFacts {
  readonly target: TargetFacts;
  readonly partitions: readonly PartitionFacts[];
}

/** Major number of /dev/ram* (Documentation/admin-guide/devices.txt). */
const RAM = '1';

/** Memory disks, optical drives and empty readers are shown only with `all`. */
export function isShown(device: Device, all: boolean): boolean {
  if (device.type !== 'disk' && device.type !== 'loop') return all && device.type === 'rom';
  const major = device.number.split(':')[0];
  // zram has no major number of its own: the kernel gives it whichever is free.
  return all || (device.size > 0 && major !== RAM && !/^\/dev\/zram\d+$/.test(device.path));
}

/** Whole disks and loop devices with what lies on them. @throws TarstrapError `step-failed` */
export async function listDrives({ all }: { readonly all: boolean }): Promise<DriveFacts[]> {
  const snapshot = await takeSnapshot();
  const disks = [...snapshot.devices.values()].filter((device) => isShown(device, all));
  return Promise.all(disks.map((disk) => describeDrive(disk, snapshot)));
}

async function describeDrive(disk: Device, snapshot: Snapshot): Promise<DriveFacts> {
  const children = disk.children.flatMap((number) => snapshot.devices.get(number) ?? []);
  const partitions = children.filter((child) => child.type === 'part');
  return {
    target: deviceFacts(disk, snapshot, { appDevice: appDevice(snapshot) }),
    partitions: await Promise.all(partitions.map((partition) => describePartition(partition, snapshot))),
  };
}

async function describePartition(partition: Device, snapshot: Snapshot): Promise<PartitionFacts> {
  const { filesystem, label } = await filesystemOn(partition);
  const { path, size } = partition;
  return { path, size, filesystem, label, mounts: mountsOf(snapshot, partition.number) };
}
