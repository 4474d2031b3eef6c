import type { DriveFacts, PartitionFacts } from '../../shared/targetFacts.ts';
import type { Device } from './device.ts';
import { appDevice, deviceFacts, filesystemOn } from './deviceFacts.ts';
import { descriptions } from './drivelist.ts';
import { mountsOf } from './safety.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** Major number of /dev/ram* (Documentation/admin-guide/devices.txt). */
const RAM = '1';

/**
 * Memory disks, optical drives and what has nothing attached to it (loop, nbd) are shown only with `all`; the hardware
 * areas of an eMMC never, since no root filesystem is meant for them. An empty card reader is a drive that waits for its card.
 */
export function isShown(device: Device, all: boolean): boolean {
  if (device.areaOf !== undefined) return false;
  if (device.type !== 'disk' && device.type !== 'loop') return all && device.type === 'rom';
  const major = device.number.split(':')[0];
  // zram has no major number of its own: the kernel gives it whichever is free.
  return all || ((device.size > 0 || isEmptyReader(device)) && major !== RAM && !/^\/dev\/zram\d+$/.test(device.path));
}

function isEmptyReader({ type, size, removableMedium }: Device): boolean {
  return type === 'disk' && size === 0 && removableMedium;
}

/** Whole disks and loop devices with what lies on them. @throws TarstrapError `step-failed`, `tool-hangs` */
export async function listDrives({ all }: { readonly all: boolean }): Promise<DriveFacts[]> {
  const snapshot = await takeSnapshot();
  const disks = [...snapshot.devices.values()].filter((device) => isShown(device, all));
  const words = disks.every(({ model }) => model) ? undefined : await descriptions();
  return Promise.all(disks.map((disk) => describeDrive(disk, snapshot, disk.model ? undefined : words?.get(disk.path))));
}

async function describeDrive(disk: Device, snapshot: Snapshot, description: string | undefined): Promise<DriveFacts> {
  const children = disk.children.flatMap((number) => snapshot.devices.get(number) ?? []);
  const partitions = children.filter((child) => child.type === 'part');
  return {
    // What lies on the bare drive, where there is no table.
    target: deviceFacts(disk, snapshot, {
      appDevice: appDevice(snapshot),
      ...(partitions.length === 0 ? { filesystem: (await filesystemOn(disk)).filesystem } : {}),
    }),
    ...(disk.size === 0 ? { unusable: 'it holds no medium' } : {}),
    ...(description ? { description } : {}),
    partitions: await Promise.all(partitions.map((partition) => describePartition(partition, snapshot))),
  };
}

async function describePartition(partition: Device, snapshot: Snapshot): Promise<PartitionFacts> {
  const { filesystem, label } = await filesystemOn(partition);
  const { path, size } = partition;
  return { path, size, filesystem, label, mounts: mountsOf(snapshot, partition.number) };
}
