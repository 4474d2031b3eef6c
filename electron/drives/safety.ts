import type { Device, Snapshot } from './snapshot.ts';

/** Who may be written. Pure, by `MAJ:MIN`; a name or its beginning proves nothing (`sda` is not `sdaa`). */

/** A machine without one of these does not come up again. */
const SYSTEM_MOUNTS = ['/', '/boot', '/boot/efi', '/boot/firmware', '/efi', '/usr', '/var', '/home'];

/** The device and everything that lies on it, at any depth. */
export function stackedOn(snapshot: Snapshot, number: string, seen = new Set<string>()): Set<string> {
  if (seen.has(number)) return seen;
  seen.add(number);
  for (const child of snapshot.devices.get(number)?.children ?? []) stackedOn(snapshot, child, seen);
  return seen;
}

/** Also the loop devices whose files lie there, as far as the system itself lives on them (a live medium). */
function withLoops(snapshot: Snapshot, numbers: Set<string>): Set<string> {
  const all = new Set(numbers);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const { number, backedBy } of snapshot.loops) {
      if (all.has(backedBy)) for (const stacked of stackedOn(snapshot, number)) all.add(stacked);
    }
  }
  return all;
}

export interface Carried {
  /** `MAJ:MIN` of what holds the archive. */
  readonly archiveDevice?: string | undefined;
  readonly appDevice?: string | undefined;
}

/** @returns why it may never be written, as the end of a sentence; undefined if it may */
export function protectedReason(snapshot: Snapshot, number: string, carried: Carried = {}): string | undefined {
  const own = withLoops(snapshot, stackedOn(snapshot, number));
  const system = snapshot.mounts.find((mount) => SYSTEM_MOUNTS.includes(mount.at) && mount.numbers.some((n) => own.has(n)));
  if (system) return `it holds the running system (${system.at})`;
  if (snapshot.swaps.some((n) => own.has(n))) return 'it is used as swap';
  if (isCarried(snapshot, own, carried.archiveDevice)) return 'the archive lies on it';
  if (isCarried(snapshot, own, carried.appDevice)) return 'Tarstrap itself lies on it';
  return undefined;
}

/** A filesystem with a number of its own (btrfs) is known by the devices that it is mounted from. */
function isCarried(snapshot: Snapshot, own: ReadonlySet<string>, number: string | undefined): boolean {
  if (number === undefined) return false;
  const below = snapshot.mounts.find((mount) => mount.device === number)?.numbers ?? [];
  return [number, ...below].some((n) => own.has(n));
}

/** Mount points on the device and on everything stacked on it, the last mounted first. */
export function mountsOf(snapshot: Snapshot, number: string): string[] {
  const own = stackedOn(snapshot, number);
  return snapshot.mounts
    .filter((mount) => mount.numbers.some((n) => own.has(n)))
    .map((mount) => mount.at)
    .toReversed();
}

/** A card, stick or loop device; not what is built in. SD cards in built-in readers call themselves fixed. */
export function isRemovable(device: Device): boolean {
  if (device.type === 'loop' || device.removableMedium || device.hotplug) return true;
  return device.transport === 'usb' || device.mmcType === 'SD';
}
