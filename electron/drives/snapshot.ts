import { readFileSync, realpathSync } from 'node:fs';
import { type Device, toDevices } from './device.ts';
import { type Due, dueOf } from './due.ts';
import { parseFstab, parseUnit } from './fstab.ts';
import { type LoopFile, losetup } from './losetup.ts';
import { lsblk } from './lsblk.ts';
import { type Mount, parseMountinfo } from './mountinfo.ts';
import { devicesOfMount, mountOf, type Place, type Surroundings } from './places.ts';
import { parseSwaps } from './swaps.ts';
import { requireSurroundings } from '../run/surroundings.ts';
import { list, look, numberOf, read } from './sysfs.ts';
import { untold, withTags } from './untold.ts';

/** A mount and the `MAJ:MIN` of all the devices that its filesystem lies on. */
export interface PlacedMount extends Mount {
  readonly numbers: readonly string[];
}

/** A loop device and the `MAJ:MIN` of the devices that its file lies on. */
export interface PlacedLoop extends LoopFile {
  readonly backedBy: readonly string[];
}

/** A device or file that is swapped on, and the `MAJ:MIN` of that device, or of the devices that the file lies on. */
export interface PlacedSwap {
  readonly path: string;
  readonly numbers: readonly string[];
}

/** The block devices of a machine at one moment, as plain data. */
export interface Snapshot {
  readonly devices: ReadonlyMap<string, Device>;
  /** In the kernel's order: what was mounted later stands later. */
  readonly mounts: readonly PlacedMount[];
  readonly swaps: readonly PlacedSwap[];
  readonly loops: readonly PlacedLoop[];
  readonly due: readonly Due[];
}

/** Looks at the machine. Works without root as well, with less knowledge. @throws TarstrapError `step-failed`, `surroundings-lack`, `tool-hangs` */
export async function takeSnapshot(settings: Settings = readSettings()): Promise<Snapshot> {
  requireSurroundings('/sys');
  const [tree, loops] = await Promise.all([lsblk(), losetup()]);
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  const told = { devices: toDevices(tree), mountinfo, swaps: read('/proc/swaps') ?? '', loops, btrfs: btrfsMembers(), find, ...settings };
  const snapshot = place(told);
  const asked = untold(snapshot);
  return asked.length === 0 ? snapshot : place({ ...told, devices: await withTags(told.devices, asked) });
}

/** What is to be mounted on this machine. */
interface Settings {
  /** Text of /etc/fstab. */
  readonly fstab?: string;
  /** Texts of the administrator's own mount and swap units. */
  readonly units?: readonly string[];
}

const UNITS = '/etc/systemd/system';

function readSettings(): Settings {
  const names = list(UNITS).filter((name) => /\.(?:mount|swap)$/.test(name));
  return { fstab: read('/etc/fstab') ?? '', units: names.map((name) => read(`${UNITS}/${name}`) ?? '') };
}

/** What the kernel and its tools tell, each by itself. */
export interface Told extends Omit<Surroundings, 'mounts'>, Settings {
  /** Text of `/proc/self/mountinfo` and `/proc/swaps`. */
  readonly mountinfo: string;
  readonly swaps: string;
  readonly loops: readonly LoopFile[];
}

/** Finds the devices of every mount, swap and loop device. Pure: a recorded machine is looked at in the same way. */
export function place(told: Told): Snapshot {
  const found = parseMountinfo(told.mountinfo);
  const mounts = found.map((mount) => ({ ...mount, numbers: devicesOfMount(mount, { ...told, mounts: found }) }));
  const numbersOf = (path: string): readonly string[] => numbersOfPath(path, told.find(path), mounts);
  const swaps = parseSwaps(told.swaps).map((path) => ({ path, numbers: numbersOf(path) }));
  return {
    devices: told.devices,
    mounts,
    swaps,
    // The kernel's word where it names a real device: the path may be one of another mount namespace.
    loops: told.loops.map((loop) => ({ ...loop, backedBy: loop.device && !loop.device.startsWith('0:') ? [loop.device] : numbersOf(loop.file) })),
    due: dueOf([...parseFstab(told.fstab ?? ''), ...(told.units ?? []).flatMap(parseUnit)], {
      ...told,
      mounts,
      swaps: swaps.flatMap(({ numbers }) => numbers),
    }),
  };
}

/** `MAJ:MIN` of a device node itself, or of the devices below the filesystem that holds any other path. */
function numbersOfPath(path: string, at: Place | undefined, mounts: readonly PlacedMount[]): readonly string[] {
  return at?.isDevice ? [at.number] : (mountOf(mounts, path, at?.number)?.numbers ?? []);
}

function find(path: string): Place | undefined {
  const stat = look(path);
  return stat && { number: numberOf(stat), isDevice: stat.isBlockDevice() };
}

/** `MAJ:MIN` of the devices of each btrfs that is mounted (`/sys/fs/btrfs`). */
export function btrfsMembers(): string[][] {
  return list('/sys/fs/btrfs').map((id) => {
    const folder = `/sys/fs/btrfs/${id}/devices`;
    return list(folder).flatMap((name) => read(`${folder}/${name}/dev`) ?? []);
  });
}

/** `MAJ:MIN` of the filesystem that holds a path, as its mounts have it. @param path absolute */
export function filesystemOf({ mounts }: Snapshot, path: string): string | undefined {
  const stat = look(path);
  const number = stat && numberOf(stat);
  return mountOf(mounts, stat ? realpathSync.native(path) : path, number)?.device ?? number;
}
