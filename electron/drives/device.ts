import type { LsblkNode } from './lsblk.ts';
import { list, read } from './sysfs.ts';

/** A block device as plain data. Sizes are bytes. */
export interface Device {
  /** `MAJ:MIN` */
  readonly number: string;
  readonly path: string;
  /** lsblk's word: disk, part, loop, crypt, lvm, raid1, rom … */
  readonly type: string;
  /** Its number as a partition of the kernel's (sysfs-block ABI); those that kpartx(8) makes are volumes of device-mapper, and have none. */
  readonly partition: string | undefined;
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
  readonly uuid: string | undefined;
  readonly partUuid: string | undefined;
  readonly partLabel: string | undefined;
  /** A UUID in a GPT, `0xef` in a dos table. */
  readonly partType: string | undefined;
  /** Number of the medium in the whole disk (sysfs-block ABI, `diskseq`, Linux 5.15). */
  readonly diskseq: string | undefined;
  /** `SD`, or `MMC` for eMMC, of a device on an MMC bus. */
  readonly mmcType: string | undefined;
  /** `MAJ:MIN` of the eMMC of which this is a hardware area: boot0, boot1, gp0 … are devices beside it, on one chip. */
  readonly areaOf: string | undefined;
  /** What this one lies on, and what lies on it: partitions, volumes, arrays. */
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/** Every device once, though lsblk shows it below each of its parents. @param sysfs folder of devices by number */
export function toDevices(tree: readonly LsblkNode[], sysfs = '/sys/dev/block'): Map<string, Device> {
  const nodes = new Map(flatten(tree).map((node) => [node['maj:min'], node]));
  const children = new Map([...nodes].map(([number, node]) => [number, childrenOf(node, `${sysfs}/${number}/holders`)]));
  const parentsOf = (number: string): string[] => [...children].flatMap(([parent, below]) => (below.includes(number) ? [parent] : []));
  const around = (number: string): Around => ({ folder: `${sysfs}/${number}`, parents: parentsOf(number), children: children.get(number) ?? [] });
  return new Map([...nodes].map(([number, node]) => [number, toDevice(node, around(number))]));
}

function flatten(nodes: readonly LsblkNode[]): LsblkNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children ?? [])]);
}

/** What lsblk shows, and every holder that the kernel knows (sysfs-block ABI, `holders`): one too many does no harm. */
function childrenOf(node: LsblkNode, holders: string): string[] {
  const held = list(holders).flatMap((name) => read(`${holders}/${name}/dev`) ?? []);
  return [...new Set([...(node.children ?? []).map((child) => child['maj:min']), ...held])];
}

interface Around {
  readonly folder: string;
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

function toDevice(node: LsblkNode, { folder, parents, children }: Around): Device {
  const number = node['maj:min'];
  return {
    number,
    path: node.path,
    type: node.type ?? 'unknown',
    partition: read(`${folder}/partition`),
    size: node.size ?? 0,
    sectorSize: node['log-sec'] ?? 512,
    readOnly: node.ro,
    removableMedium: node.rm,
    hotplug: node.hotplug,
    transport: isMmc(number) ? 'mmc' : node.tran,
    model: modelName(node.vendor, node.model),
    serial: node.serial,
    wwn: wwnOf(folder) ?? node.wwn,
    filesystem: node.fstype,
    label: node.label,
    uuid: node.uuid,
    partUuid: node.partuuid,
    partLabel: node.partlabel,
    partType: node.parttype,
    diskseq: read(`${folder}/diskseq`) ?? read(`${folder}/../diskseq`),
    ...mmcFacts(number, folder),
    parents,
    children,
  };
}

/**
 * The device that an eMMC area belongs to is the block device of the chip, and only that one's is the chip itself
 * (`mmc_blk_alloc_part` in drivers/mmc/core/block.c). On other buses `device/dev` may be there, and is a character device.
 */
function mmcFacts(number: string, folder: string): Pick<Device, 'mmcType' | 'areaOf'> {
  if (!isMmc(number)) return { mmcType: undefined, areaOf: undefined };
  return { mmcType: read(`${folder}/device/type`) ?? read(`${folder}/device/device/type`), areaOf: read(`${folder}/device/dev`) };
}

/** NVMe, and SCSI (`wwid` of sysfs-block-device ABI). First, since lsblk has it from udev, which is later than the kernel. */
function wwnOf(folder: string): string | undefined {
  return read(`${folder}/wwid`) || read(`${folder}/device/wwid`) || undefined;
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
