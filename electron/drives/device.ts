import type { LsblkNode } from './lsblk.ts';
import { list, read } from './sysfs.ts';

/** A block device as plain data. Sizes are bytes. */
export interface Device {
  /** `MAJ:MIN` */
  readonly number: string;
  readonly path: string;
  /** lsblk's word: disk, part, loop, crypt, lvm, raid1, rom … */
  readonly type: string;
  readonly size: number;
  /** Logical sector size. */
  readonly sectorSize: number;
  readonly readOnly: boolean;
  readonly removableMedium: boolean;
  readonly hotplug: boolean;
  /** usb, sata, nvme, mmc … */
  readonly transport: string | undefined;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly wwn: string | undefined;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  /** Number of the medium in the whole disk (sysfs-block ABI, `diskseq`, Linux 5.15). */
  readonly diskseq: string | undefined;
  /** `SD`, or `MMC` for eMMC, of a device on an MMC bus. */
  readonly mmcType: string | undefined;
  /** What this one lies on, and what lies on it: partitions, volumes, arrays. */
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/** Every device once, though lsblk shows it below each of its parents. */
export function toDevices(tree: readonly LsblkNode[]): Map<string, Device> {
  const nodes = new Map(flatten(tree).map((node) => [node['maj:min'], node]));
  const children = new Map([...nodes].map(([number, node]) => [number, childrenOf(node)]));
  const parentsOf = (number: string): string[] => [...children].flatMap(([parent, below]) => (below.includes(number) ? [parent] : []));
  return new Map([...nodes].map(([number, node]) => [number, toDevice(node, parentsOf(number), children.get(number) ?? [])]));
}

function flatten(nodes: readonly LsblkNode[]): LsblkNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children ?? [])]);
}

/** What lsblk shows, and every holder that the kernel knows (sysfs-block ABI, `holders`): one too many does no harm. */
function childrenOf(node: LsblkNode): string[] {
  const holders = `/sys/dev/block/${node['maj:min']}/holders`;
  const held = list(holders).flatMap((name) => read(`${holders}/${name}/dev`) ?? []);
  return [...new Set([...(node.children ?? []).map((child) => child['maj:min']), ...held])];
}

function toDevice(node: LsblkNode, parents: readonly string[], children: readonly string[]): Device {
  const number = node['maj:min'];
  const folder = `/sys/dev/block/${number}`;
  const mmcType = isMmc(number) ? (read(`${folder}/device/type`) ?? read(`${folder}/device/device/type`)) : undefined;
  return {
    number,
    path: node.path,
    type: node.type ?? 'unknown',
    size: node.size ?? 0,
    sectorSize: node['log-sec'] ?? 512,
    readOnly: node.ro,
    removableMedium: node.rm,
    hotplug: node.hotplug,
    transport: isMmc(number) ? 'mmc' : node.tran,
    model: modelName(node.vendor, node.model),
    serial: node.serial,
    wwn: node.wwn,
    filesystem: node.fstype,
    label: node.label,
    diskseq: read(`${folder}/diskseq`) ?? read(`${folder}/../diskseq`),
    mmcType,
    parents,
    children,
  };
}

/** Major number of MMC block devices (Documentation/admin-guide/devices.txt). SCSI devices have a `device/type` as well, another one. */
function isMmc(number: string): boolean {
  return number.startsWith('179:');
}

/** Behind a bridge the vendor is the name of the bus, or a number (`ATA`, `0x1af4` of virtio): neither tells a person anything. */
export function modelName(vendor: string | undefined, model: string | undefined): string | undefined {
  const maker = vendor && vendor !== 'ATA' && !vendor.startsWith('0x') && !model?.startsWith(vendor) ? vendor : undefined;
  return [maker, model].filter(Boolean).join(' ') || undefined;
}
