import { readFileSync, realpathSync } from 'node:fs';
import { type Device, toDevices } from './device.ts';
import { type LoopFile, losetup } from './losetup.ts';
import { lsblk } from './lsblk.ts';
import { type Mount, parseMountinfo } from './mountinfo.ts';
import { devicesOfMount, mountOf } from './places.ts';
import { parseSwaps } from './swaps.ts';
import { look, numberOf, read } from './sysfs.ts';

/** A mount and the `MAJ:MIN` of all the devices that its filesystem lies on. */
export interface PlacedMount extends Mount {
  readonly numbers: readonly string[];
}

/** A loop device and the `MAJ:MIN` of the devices that its file lies on. */
export interface PlacedLoop extends LoopFile {
  readonly backedBy: readonly string[];
}

/** The block devices of a machine at one moment, as plain data. */
export interface Snapshot {
  readonly devices: ReadonlyMap<string, Device>;
  /** In the kernel's order: what was mounted later stands later. */
  readonly mounts: readonly PlacedMount[];
  /** `MAJ:MIN` of what is swapped on, or holds a swap file. */
  readonly swaps: readonly string[];
  readonly loops: readonly PlacedLoop[];
}

/** Looks at the machine. Works without root as well, with less knowledge. @throws TarstrapError `step-failed` */
export async function takeSnapshot(): Promise<Snapshot> {
  const [tree, loops] = await Promise.all([lsblk(), losetup()]);
  const devices = toDevices(tree);
  const found = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  const mounts = found.map((mount) => ({ ...mount, numbers: devicesOfMount(mount, found, devices) }));
  return {
    devices,
    mounts,
    swaps: parseSwaps(read('/proc/swaps') ?? '').flatMap((path) => numbersOfPath(mounts, path)),
    loops: loops.map((loop) => ({ ...loop, backedBy: backingNumbers(mounts, loop) })),
  };
}

/** `MAJ:MIN` of a device node itself, or of the devices below the filesystem that holds any other path. */
function numbersOfPath(mounts: readonly PlacedMount[], path: string): readonly string[] {
  const stat = look(path);
  return stat?.isBlockDevice() ? [numberOf(stat)] : (mountOf(mounts, path, stat && numberOf(stat))?.numbers ?? []);
}

/** The kernel's word where it names a real device: the path may be one of another mount namespace. */
function backingNumbers(mounts: readonly PlacedMount[], { file, device }: LoopFile): readonly string[] {
  return device && !device.startsWith('0:') ? [device] : numbersOfPath(mounts, file);
}

/** `MAJ:MIN` of the filesystem that holds a path, as its mounts have it. @param path absolute */
export function filesystemOf({ mounts }: Snapshot, path: string): string | undefined {
  const stat = look(path);
  const number = stat && numberOf(stat);
  return mountOf(mounts, stat ? realpathSync(path) : path, number)?.device ?? number;
}
