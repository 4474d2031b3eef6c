import { fileURLToPath } from 'node:url';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { ownAppImage } from '../run/appImage.ts';
import { type Filesystem, probeFilesystem } from './blkid.ts';
import type { Device } from './device.ts';
import { heldBy } from './held.ts';
import { type Carried, isRemovable, mountsOf, protectedReason } from './safety.ts';
import { filesystemOf, type Snapshot } from './snapshot.ts';

/** What is known of a disk, loop device or partition as a target. */

/** What Tarstrap runs from: the AppImage file that is mounted to run it, or its code; in a package the folder of its asar archive. */
const APP = ownAppImage(process.env) ?? fileURLToPath(import.meta.url).replace(/\/app\.asar\/.*/, '');

/** `MAJ:MIN` of the filesystem that holds it. */
export function appDevice(snapshot: Snapshot): string | undefined {
  return filesystemOf(snapshot, APP);
}

/** From udev where it runs, else from the device itself. */
export async function filesystemOn(device: Device): Promise<Filesystem> {
  if (!device.filesystem) return probeFilesystem(device.path);
  return { filesystem: device.filesystem, ...(device.label ? { label: device.label } : {}) };
}

interface Known extends Carried {
  readonly filesystem?: string | undefined;
}

/** Model, serial number and bus of a partition are those of its disk; beside what is protected it is no card to be changed. */
export function deviceFacts(device: Device, snapshot: Snapshot, { filesystem, ...carried }: Known): TargetFacts {
  const disk = device.type === 'part' ? diskOf(device, snapshot) : device;
  const besideSystem = disk !== device && protectedReason(snapshot, disk.number, carried) !== undefined;
  return {
    kind: device.type === 'part' ? 'partition' : 'disk',
    path: device.path,
    size: device.size,
    sectorSize: device.sectorSize,
    device: device.number,
    removable: isRemovable(disk) && !besideSystem,
    readOnly: device.readOnly || disk.readOnly,
    mounts: mountsOf(snapshot, device.number),
    ...defined({
      diskseq: device.diskseq,
      serial: disk.serial,
      wwn: disk.wwn,
      model: disk.model,
      bus: disk.type === 'loop' ? 'loop' : disk.transport,
      filesystem,
      besideSystem: besideSystem || undefined,
      protectedBy: protectedReason(snapshot, device.number, carried),
      heldBy: nonEmpty(heldBy(snapshot, device.number)),
    }),
  };
}

function nonEmpty<T>(values: readonly T[]): T[] | undefined {
  return values.length > 0 ? [...values] : undefined;
}

function diskOf(partition: Device, snapshot: Snapshot): Device {
  return partition.parents.flatMap((number) => snapshot.devices.get(number) ?? [])[0] ?? partition;
}

/** Without the keys that have no value: `undefined` does not survive JSON, and the facts of two looks are compared. */
export function defined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
