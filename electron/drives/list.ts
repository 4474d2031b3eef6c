import type { TargetFacts } from '../../shared/facts.ts';
import { probeFilesystem } from './blkid.ts';
import { mountsOf } from './safety.ts';
import { type Device, type Snapshot, takeSnapshot } from './snapshot.ts';
import { deviceFacts } from './target.ts';

export interface PartitionFacts {
  readonly path: string;
  readonly size: number;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  readonly mounts: readonly string[];
}

export interface DriveFacts {
  readonly target: TargetFacts;
  readonly partitions: readonly PartitionFacts[];
}

/** Memory disks, optical drives and empty readers are shown only with `all`. */
function isShown(device: Device, all: boolean): boolean {
  if (device.type !== 'disk' && device.type !== 'loop') return all && device.type === 'rom';
  const major = device.number.split(':')[0];
  return all || (device.size > 0 && major !== RAM && !device.path.startsWith('/dev/zram'));
}

/** Major number of /dev/ram* (Documentation/admin-guide/devices.txt). */
const RAM = '1';

export async function listDrives({ all }: { readonly all: boolean }): Promise<DriveFacts[]> {
  const snapshot = await takeSnapshot();
  const disks = [...snapshot.devices.values()].filter((device) => isShown(device, all));
  return Promise.all(disks.map((disk) => describeDrive(disk, snapshot)));
}

async function describeDrive(disk: Device, snapshot: Snapshot): Promise<DriveFacts> {
  const children = disk.children.flatMap((number) => snapshot.devices.get(number) ?? []);
  const partitions = children.filter((child) => child.type === 'part');
  return {
    target: deviceFacts(disk, snapshot),
    partitions: await Promise.all(
      partitions.map(async (partition) => ({
        path: partition.path,
        size: partition.size,
        filesystem: partition.filesystem ?? (await probeFilesystem(partition.path)),
        label: partition.label,
        mounts: mountsOf(snapshot, partition.number),
      })),
    ),
  };
}
