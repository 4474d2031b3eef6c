import { TarstrapError } from '../errors.ts';
import type { Filesystem, Layout } from '../layout.ts';
import { mkfsCommand, mountOptions, vfatSerial } from './mkfs.ts';
import { comfortableSize, MiB } from './sizes.ts';
import { type Extent, partuuid, placePartitions, tableOverhead } from './table.ts';
import type { Mode, PlanInputs, Volume } from './types.ts';

/** What is decided of the filesystems on the target: their layout, places and sizes, and how they are made. */

const IN_PLACE: Layout = { id: 'none', title: 'As it is', source: '', table: null, partitions: [] };
const WHOLE: Layout = { id: 'single', title: 'One filesystem', source: '', table: null, partitions: [] };

/** A partition gets a filesystem but no table; a folder gets nothing. */
export function effectiveLayout({ target, options }: PlanInputs): Layout {
  const { layout } = options;
  if (target.kind === 'directory') return IN_PLACE;
  if (target.kind === 'partition') {
    if (layout.table === null) return IN_PLACE;
    if (layout.partitions.length > 1)
      throw new TarstrapError('usage', { problem: `Layout ${layout.id} needs a whole drive; ${target.path} is one partition.` });
    return WHOLE;
  }
  if (layout.table === null)
    throw new TarstrapError('usage', { problem: `Layout ${layout.id} keeps what is there, so it needs a partition or a folder as target.` });
  return layout;
}

/** @param isStaged a stage may be for several drives, and is as large as the smallest */
export function targetSize({ target, options, archive }: PlanInputs, layout: Layout, isStaged: boolean): number {
  if (target.kind === 'disk' && isStaged) return Math.min(target.size, options.sharedBytes ?? target.size);
  if (target.kind !== 'image') return target.size;
  const wanted = options.imageBytes ?? comfortableSize(options.filesystem, archive) + tableOverhead(layout);
  return Math.ceil(wanted / MiB) * MiB;
}

interface VolumeRequest {
  readonly number: number | null;
  readonly extent: Extent;
  readonly filesystem: Filesystem;
  readonly label: string;
  readonly mount: string;
  readonly partuuid?: string;
  readonly features?: readonly string[] | undefined;
}

export function makeVolumes(inputs: PlanInputs, layout: Layout, sizeByte: number, mode: Mode): Volume[] {
  const { options, target } = inputs;
  if (target.kind === 'directory') return [];
  if (target.kind === 'partition') {
    const extent = { startByte: 0, sizeByte: target.size };
    if (layout === IN_PLACE) return [keptVolume(inputs)];
    const features = options.layout.partitions[0]?.ext4Features;
    return [newVolume(inputs, mode, 0, { number: null, extent, filesystem: options.filesystem, label: options.label ?? 'rootfs', mount: '/', features })];
  }
  const extents = placePartitions(layout, sizeByte);
  return layout.partitions.map((partition, i) =>
    newVolume(inputs, mode, i, {
      number: i + 1,
      extent: extents[i] as Extent,
      filesystem: partition.filesystem === 'root' ? options.filesystem : partition.filesystem,
      label: partition.filesystem === 'root' ? (options.label ?? partition.label) : partition.label,
      mount: partition.mount,
      partuuid: partuuid(layout, i, inputs.ids),
      features: partition.ext4Features,
    }),
  );
}

function newVolume(inputs: PlanInputs, mode: Mode, index: number, request: VolumeRequest): Volume {
  const id = inputs.ids.filesystems[index] as string;
  const { number, extent, filesystem, label, mount } = request;
  return {
    number,
    ...extent,
    filesystem,
    label,
    uuid: filesystem === 'vfat' ? vfatSerial(id) : id,
    ...(request.partuuid ? { partuuid: request.partuuid } : {}),
    mount,
    mkfs: mkfsCommand({
      filesystem,
      sizeByte: extent.sizeByte,
      label,
      uuid: id,
      inodes: inputs.archive.inodes,
      features: request.features,
      sparseFile: mode === 'staged' || inputs.target.kind === 'image',
    }),
    mountOptions: mountOptions(filesystem, 'new'),
  };
}

function keptVolume({ target }: PlanInputs): Volume {
  const known = target.filesystem;
  if (known !== 'ext4' && known !== 'xfs' && known !== 'btrfs') {
    throw new TarstrapError('target-unsuitable', { path: target.path, what: known ? `a partition with ${known}` : 'a partition without a filesystem' });
  }
  return {
    number: null,
    startByte: 0,
    sizeByte: target.size,
    filesystem: known,
    label: '',
    uuid: '',
    mount: '/',
    mkfs: null,
    mountOptions: mountOptions(known, 'kept'),
  };
}
