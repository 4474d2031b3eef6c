import { readdirSync, readFileSync, statSync } from 'node:fs';
import { deviceNumber } from '../run/deviceNumber.ts';
import { lsblk, type LsblkNode } from './lsblk.ts';
import { type Mount, parseMountinfo, parseSwaps } from './mountinfo.ts';

/** The block devices of a machine at one moment, as plain data. */
export interface Device {
  /** `MAJ:MIN` */
  readonly number: string;
  readonly path: string;
  /** lsblk's word: disk, part, loop, crypt, lvm, raid1, rom … */
  readonly type: string;
  readonly size: number;
  readonly sectorSize: number;
  readonly readOnly: boolean;
  readonly removableMedium: boolean;
  readonly hotplug: boolean;
  readonly transport: string | undefined;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  readonly diskseq: string | undefined;
  /** `SD` or `MMC` of an mmc device. */
  readonly mmcType: string | undefined;
  /** Devices that lie on this one: partitions, volumes, arrays. */
  readonly children: readonly string[];
}

export interface Snapshot {
  readonly devices: ReadonlyMap<string, Device>;
  /** `number` is the device that the filesystem lies on; several where it has several members. */
  readonly mounts: readonly (Mount & { readonly numbers: readonly string[] })[];
  /** Devices that are swapped on, or that hold a swap file. */
  readonly swaps: readonly string[];
  /** Loop devices, their files, and the `MAJ:MIN` of what holds these. */
  readonly loops: readonly { readonly number: string; readonly file: string; readonly backedBy: string }[];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** `MAJ:MIN` of a block device node, or of the filesystem that holds any other file. */
export function numberOfPath(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && deviceNumber(stat.isBlockDevice() ? stat.rdev : stat.dev);
}

function clean(text: string | null | undefined): string | undefined {
  return text?.trim() || undefined;
}

function toDevice(node: LsblkNode): Device {
  const number = node['maj:min'].trim();
  const folder = `/sys/dev/block/${number}`;
  return {
    number,
    path: node.path,
    type: node.type,
    size: node.size ?? 0,
    sectorSize: node['log-sec'],
    readOnly: node.ro,
    removableMedium: node.rm,
    hotplug: node.hotplug,
    transport: clean(node.tran),
    model: clean([node.vendor?.trim(), node.model?.trim()].filter(Boolean).join(' ')),
    serial: clean(node.serial),
    filesystem: clean(node.fstype),
    label: clean(node.label),
    diskseq: read(`${folder}/diskseq`) ?? read(`${folder}/../diskseq`),
    mmcType: read(`${folder}/device/type`),
    children: (node.children ?? []).map((child) => child['maj:min'].trim()),
  };
}

function flatten(nodes: readonly LsblkNode[]): LsblkNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children ?? [])]);
}

/** Major 0 means: look at the source, and for btrfs at all of its members. */
function numbersOf(mount: Mount): string[] {
  if (!mount.device.startsWith('0:')) return [mount.device];
  if (!mount.source.startsWith('/dev/')) return [];
  const number = numberOfPath(mount.source);
  return number ? [number, ...btrfsSiblings(number)] : [];
}

function btrfsSiblings(number: string): string[] {
  for (const id of list('/sys/fs/btrfs')) {
    const folder = `/sys/fs/btrfs/${id}/devices`;
    const members = list(folder).flatMap((name) => read(`${folder}/${name}/dev`) ?? []);
    if (members.includes(number)) return members;
  }
  return [];
}

function readLoops(): Snapshot['loops'] {
  return list('/sys/block').flatMap((name) => {
    const file = read(`/sys/block/${name}/loop/backing_file`);
    const number = read(`/sys/block/${name}/dev`);
    const backedBy = file && numberOfPath(file.replace(/ \(deleted\)$/, ''));
    return number && file && backedBy ? [{ number, file, backedBy }] : [];
  });
}

export async function takeSnapshot(): Promise<Snapshot> {
  const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  const devices = flatten(await lsblk()).map(toDevice);
  return {
    devices: new Map(devices.map((device) => [device.number, device])),
    mounts: mounts.map((mount) => ({ ...mount, numbers: numbersOf(mount) })),
    swaps: parseSwaps(read('/proc/swaps') ?? '').flatMap((path) => numberOfPath(path) ?? []),
    loops: readLoops(),
  };
}
