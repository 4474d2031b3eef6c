import { basename } from 'node:path';
import type { Holder } from '../../shared/targetFacts.ts';
import { shellQuote } from '../../shared/shell.ts';
import type { Device } from './device.ts';
import { mountedOn, withLoops } from './safety.ts';
import type { PlacedLoop, Snapshot } from './snapshot.ts';

/**
 * What the kernel has made of a drive and goes on using, whoever has asked for it: volumes, arrays, swap, loop devices. Pure. What
 * is merely mounted from the drive is none of these: it is unmounted for the user.
 * @returns in the order in which they can be let go
 */
export function heldBy(snapshot: Snapshot, number: string): Holder[] {
  const own = withLoops(snapshot, number);
  // The kernel's partitions go with the table.
  const volumes = topDown(snapshot, number).filter((device) => device.number !== number && device.partition === undefined);
  const swaps = snapshot.swaps.filter(({ numbers }) => numbers.some((one) => own.has(one)));
  const loops = snapshot.loops.filter(({ number: loop, backedBy }) => loop !== number && backedBy.some((one) => own.has(one)));
  const found = [
    ...swaps.map(({ path }) => ({ what: `${path} is used as swap`, free: `swapoff ${shellQuote(path)}` })),
    ...loops.map((loop) => holderOfLoop(snapshot, loop)),
    ...volumes.flatMap((device) => [...mountsOn(snapshot, device), holderOf(device)]),
  ];
  return found.filter(({ what }, i) => found.findIndex((other) => other.what === what) === i);
}

/** What lies on a device before what that lies on. */
function topDown({ devices }: Snapshot, number: string): Device[] {
  const seen = new Set<string>();
  const visit = (one: string): Device[] => {
    const device = devices.get(one);
    if (!device || seen.has(one)) return [];
    seen.add(one);
    return [...device.children.flatMap(visit), device];
  };
  return visit(number);
}

function mountsOn(snapshot: Snapshot, { number }: Device): Holder[] {
  return mountedOn(snapshot, number).map(({ at }) => ({ what: `it is mounted at ${at}`, free: `umount ${shellQuote(at)}` }));
}

/** Detached, it goes away with its last mount. */
function holderOfLoop(snapshot: Snapshot, { number, file }: PlacedLoop): Holder {
  const path = snapshot.devices.get(number)?.path ?? 'a loop device';
  const mounts = mountedOn(snapshot, number).map(({ at }) => `umount ${shellQuote(at)}`);
  return { what: `${path} is attached to ${file}`, free: [...mounts, `losetup -d ${path}`].join('; ') };
}

/** By lsblk's word for it, which it has from device-mapper's UUID or from md. */
function holderOf({ type, path }: Device): Holder {
  const name = basename(path);
  const quoted = shellQuote(name);
  if (type === 'lvm') return { what: `the volume group ${groupOf(name)} is active`, free: `vgchange -an ${shellQuote(groupOf(name))}` };
  if (type === 'crypt') return { what: `the encrypted volume ${name} is open`, free: `cryptsetup close ${quoted}` };
  if (type === 'mpath') return { what: `the multipath device ${name} is made of it`, free: `multipath -f ${quoted}` };
  if (path.startsWith('/dev/md')) return { what: `the array ${path} is running`, free: `mdadm --stop ${shellQuote(path)}` };
  if (path.startsWith('/dev/bcache')) return { what: `the cached device ${path} is made of it`, free: `echo 1 > /sys/block/${quoted}/bcache/stop` };
  if (path.startsWith('/dev/mapper/')) return { what: `the volume ${name} is made of it`, free: `dmsetup remove ${quoted}` };
  return { what: `${path} is made of it` };
}

/** `vg--one-root`: device-mapper's name is group and volume with a hyphen between, and hyphens within them doubled (lvm(8)). */
function groupOf(name: string): string {
  return (/^((?:[^-]|--)+)-[^-]/.exec(name)?.[1] ?? name).replaceAll('--', '-');
}
