import type { Device } from './device.ts';
import { isForLoaders } from './loaders.ts';
import type { PlacedMount, Snapshot } from './snapshot.ts';
import { isSystemPlace } from './systemPlaces.ts';

/** Who may be written. Pure, by `MAJ:MIN`; a name or its beginning proves nothing (`sda` is not `sdaa`). */

/** The device and everything that lies on it, at any depth. */
function stackedOn(snapshot: Snapshot, number: string, seen = new Set<string>()): Set<string> {
  if (seen.has(number)) return seen;
  seen.add(number);
  for (const child of snapshot.devices.get(number)?.children ?? []) stackedOn(snapshot, child, seen);
  return seen;
}

/** The eMMC of a hardware area, or of a partition on one: a loader lies there, so they are judged together with what it loads. */
function chipOf({ devices }: Snapshot, number: string): string[] {
  return [number, ...(devices.get(number)?.parents ?? [])].flatMap((one) => devices.get(one)?.areaOf ?? []);
}

/** Also the loop devices whose files lie there, files within these, and so on (a live medium). */
export function withLoops(snapshot: Snapshot, ...numbers: readonly string[]): Set<string> {
  const all = new Set(numbers.flatMap((number) => [...stackedOn(snapshot, number)]));
  for (let size = 0; size !== all.size;) {
    size = all.size;
    for (const loop of snapshot.loops) if (isOn(loop.backedBy, all)) stackedOn(snapshot, loop.number, all);
  }
  return all;
}

function isOn(numbers: readonly string[], all: ReadonlySet<string>): boolean {
  return numbers.some((number) => all.has(number));
}

export interface Carried {
  /** `MAJ:MIN` of the filesystem that holds the archive. */
  readonly archiveDevice?: string | undefined;
  /** The same of the running program. */
  readonly appDevice?: string | undefined;
}

/**
 * A device is protected if it, or anything stacked on it, carries the running system, swap, the archive or Tarstrap, or is
 * what the system comes up from. A loop device is judged by what it carries, not by where its file lies.
 * @returns why it may never be written, as the end of a sentence; undefined if it may
 */
export function protectedReason(snapshot: Snapshot, number: string, carried: Carried = {}): string | undefined {
  const own = judgedWith(snapshot, number);
  const reason = systemReason(snapshot, own);
  if (reason) return reason;
  if (isOwnSwap(snapshot, number, own)) return 'it is used as swap';
  if (isLoaderOfSystem(snapshot, number)) return 'it holds the boot loader of the running system';
  if (isCarried(snapshot, own, carried.archiveDevice)) return 'the archive lies on it';
  if (isCarried(snapshot, own, carried.appDevice)) return 'Tarstrap itself lies on it';
  return undefined;
}

/** Whether the running system lies on it, or anything that is its. */
export function carriesSystem(snapshot: Snapshot, number: string): boolean {
  const own = judgedWith(snapshot, number);
  return systemReason(snapshot, own) !== undefined || isOwnSwap(snapshot, number, own);
}

/** Of a disk that is built in, or that carries more of the system; any other card or stick only has to be swapped off first (`held.ts`). */
function isOwnSwap(snapshot: Snapshot, number: string, own: ReadonlySet<string>): boolean {
  if (!snapshot.swaps.some(({ numbers }) => isOn(numbers, own))) return false;
  return disksBelow(snapshot.devices, number).some((disk) => !isRemovable(disk) || systemReason(snapshot, judgedWith(snapshot, disk.number)) !== undefined);
}

/** What a partition or volume lies on in the end; a disk is its own. */
function disksBelow(devices: Snapshot['devices'], number: string, seen = new Set<string>()): Device[] {
  const device = devices.get(number);
  if (!device || seen.has(number)) return [];
  seen.add(number);
  return device.parents.length === 0 ? [device] : device.parents.flatMap((parent) => disksBelow(devices, parent, seen));
}

function judgedWith(snapshot: Snapshot, number: string): Set<string> {
  return withLoops(snapshot, number, ...chipOf(snapshot, number));
}

function systemReason(snapshot: Snapshot, own: ReadonlySet<string>): string | undefined {
  const system = systemMounts(snapshot).find((mount) => isOn(mount.numbers, own) || isAnywhere(mount));
  if (system) return `it holds the running system (${system.at})`;
  const due = snapshot.due.find(({ numbers }) => isOn(numbers, own));
  return due && `it is set up as ${due.at ?? 'swap'} of the running system`;
}

/** Mounted or not: on another disk it is of another system. */
function isLoaderOfSystem(snapshot: Snapshot, number: string): boolean {
  const device = snapshot.devices.get(number);
  return device !== undefined && isForLoaders(device) && device.parents.some((disk) => carriesSystem(snapshot, disk));
}

/**
 * A live system is an overlay, and its layers often have paths of the initramfs that are gone by now. What it reads from
 * are compressed images, so every one of them counts then, and with it the medium that it lies on. Well-known places
 * come first: they are what a person understands.
 */
function systemMounts({ mounts }: Snapshot): PlacedMount[] {
  const places = mounts.filter(({ at }) => isSystemPlace(at));
  const isLive = places.some(({ at, filesystem }) => at === '/' && filesystem === 'overlay');
  return isLive ? [...places, ...mounts.filter(({ filesystem }) => filesystem === 'squashfs' || filesystem === 'erofs')] : places;
}

/** These have disks below them: if nobody can name them (ZFS without udev and without root), each disk may be one. */
function isAnywhere({ filesystem, numbers }: PlacedMount): boolean {
  return numbers.length === 0 && (filesystem === 'zfs' || filesystem === 'bcachefs');
}

/** A filesystem of several devices (btrfs) is known by its own number, and lies on all of them. */
function isCarried({ mounts }: Snapshot, own: ReadonlySet<string>, number: string | undefined): boolean {
  if (number === undefined) return false;
  const members = mounts.flatMap((mount) => (mount.device === number || mount.numbers.includes(number) ? mount.numbers : []));
  return isOn([number, ...members], own);
}

/**
 * What is mounted from the device and from everything stacked on it, in the order in which it can be unmounted: what stands
 * on other mounts first, then what was mounted last. By the tree of mounts, since a path may be hidden or have been moved.
 */
export function mountedOn(snapshot: Snapshot, number: string): PlacedMount[] {
  const own = stackedOn(snapshot, number);
  const parents = new Map(snapshot.mounts.map(({ id, parent }) => [id, parent]));
  return snapshot.mounts
    .filter((mount) => isOn(mount.numbers, own))
    .map((mount) => ({ mount, depth: depthOf(mount.id, parents) }))
    .toReversed()
    .sort((a, b) => b.depth - a.depth)
    .map(({ mount }) => mount);
}

/** Where {@link mountedOn} has them mounted. */
export function mountsOf(snapshot: Snapshot, number: string): string[] {
  return mountedOn(snapshot, number).map(({ at }) => at);
}

/** Each mount is counted once: the parent of the first may be itself. */
function depthOf(id: string, parents: ReadonlyMap<string, string>): number {
  const seen = new Set<string>();
  for (let next: string | undefined = id; next !== undefined && !seen.has(next); next = parents.get(next)) seen.add(next);
  return seen.size;
}

/**
 * A card, stick or loop device; not what is built in. Cards in built-in readers call themselves fixed, so the MMC bus
 * decides: all but eMMC can be taken out (`/sys/block/<name>/device/type`, Documentation/driver-api/mmc/mmc-dev-attrs.rst).
 */
export function isRemovable(device: Device): boolean {
  if (device.mmcType === 'MMC') return false;
  return device.type === 'loop' || device.removableMedium || device.hotplug || device.transport === 'usb' || device.transport === 'mmc';
}
