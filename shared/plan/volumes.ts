import { TarstrapError } from '../errors.ts';
import { fittedLabel, labelsOf, takesLabel } from '../label.ts';
import { type Filesystem, hasFatRoot, type Layout, type LayoutPartition, openIndex, rootKindOf } from '../layout.ts';
import { type Features, mkfsCommand, mountOptions, swapCommand, vfatSerial } from './mkfs.ts';
import { comfortableSize, MiB } from './sizes.ts';
import { type Extent, numberAt, partuuid, placePartitions, tableOverhead } from './table.ts';
import type { Area, Mode, PlanInputs, Volume } from './types.ts';

/** What is decided of the filesystems on the target: their layout, places and sizes, and how they are made. */

const IN_PLACE: Layout = { id: 'none', title: 'As it is', source: '', table: null, partitions: [] };
const WHOLE: Layout = { id: 'single', title: 'One filesystem', source: '', table: null, partitions: [] };

/** A partition gets a filesystem but no table; a folder gets nothing. */
export function effectiveLayout({ target, options }: PlanInputs): Layout {
  const { layout } = options;
  if (target.kind === 'directory') return IN_PLACE;
  if (target.kind === 'partition') {
    if (layout.table === null) return IN_PLACE;
    // A board that boots from FAT finds it by its entry in the table.
    if (layout.partitions.length > 1 || layout.loaders || hasFatRoot(layout))
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
  const open = Math.max(comfortableSize(rootKindOf(layout, options.filesystem), archive), (layout.partitions[openIndex(layout)]?.leastMiB ?? 0) * MiB);
  return Math.ceil((options.imageBytes ?? open + tableOverhead(layout)) / MiB) * MiB;
}

interface VolumeRequest {
  readonly number: number | null;
  readonly extent: Extent;
  readonly filesystem: Filesystem;
  readonly label: string;
  readonly mount: string;
  readonly partuuid?: string;
  readonly features: Features;
}

export function makeVolumes(inputs: PlanInputs, layout: Layout, sizeByte: number, mode: Mode): Volume[] {
  const { options, target } = inputs;
  if (target.kind === 'directory') return [];
  if (target.kind === 'partition') {
    const extent = { startByte: 0, sizeByte: target.size };
    if (layout === IN_PLACE) return [keptVolume(inputs)];
    const features = featuresOf(options.layout.partitions[0]);
    return [
      newVolume(inputs, mode, 0, {
        number: null,
        extent,
        filesystem: options.filesystem,
        label: rootLabel(options.label, options.filesystem, 'rootfs'),
        mount: '/',
        features,
      }),
    ];
  }
  const extents = placePartitions(layout, sizeByte);
  return layout.partitions.flatMap((partition, i) => {
    const { filesystem, mount } = partition;
    if (mount === undefined || filesystem === 'swap' || filesystem === 'none') return [];
    const isChosen = filesystem === 'root' || mount === '/';
    const kind = isChosen ? rootKindOf(layout, options.filesystem) : filesystem;
    const request = {
      number: numberAt(layout, i),
      extent: extents[i] as Extent,
      filesystem: kind,
      label: isChosen ? rootLabel(options.label, kind, partition.label) : fittedLabel(kind, partition.label),
      mount,
      ...(losesDiskId(layout) ? {} : { partuuid: partuuid(layout, i, inputs.ids) }),
      features: featuresOf(partition),
    };
    return [newVolume(inputs, mode, i, request)];
  });
}

/** A loader that lies on the identifier of a dos table has its own bytes there, and partitions no PARTUUID that is known before. */
function losesDiskId({ table, loaders = [] }: Layout): boolean {
  return table === 'dos' && loaders.some(({ pieces }) => pieces.some(({ atByte, bytes = Infinity }) => atByte < 444 && atByte + bytes > 440));
}

function featuresOf({ ext4Features: ext4, xfsFeatures: xfs }: Partial<Pick<LayoutPartition, 'ext4Features' | 'xfsFeatures'>> = {}): Features {
  return { ext4, xfs };
}

/** The partitions that hold no files: swap, and what stays empty. */
export function makeAreas({ ids, target }: PlanInputs, layout: Layout, sizeByte: number): Area[] {
  if (target.kind === 'partition' || target.kind === 'directory') return [];
  const extents = placePartitions(layout, sizeByte);
  return layout.partitions.flatMap(({ filesystem, label, name }, i) => {
    if (filesystem !== 'swap' && filesystem !== 'none') return [];
    const area = { number: numberAt(layout, i), ...(extents[i] as Extent), name };
    const uuid = ids.filesystems[i] as string;
    return [filesystem === 'swap' ? { ...area, swap: { uuid, label, mkswap: swapCommand(uuid, label) } } : { ...area, swap: null }];
  });
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
      // Where the rest goes nobody knows: what mke2fs makes by default does.
      inodes: mount === '/' ? inputs.archive.inodes : 0,
      features: request.features,
      sparseFile: mode === 'staged' || inputs.target.kind === 'image',
    }),
    mountOptions: mountOptions(filesystem, 'new'),
  };
}

/** What was asked for is not cut: the root would be looked for by all of it. @throws TarstrapError `usage` */
function rootLabel(asked: string | undefined, filesystem: Filesystem, own: string): string {
  if (asked === undefined) return fittedLabel(filesystem, own);
  if (takesLabel(filesystem, asked)) return asked;
  throw new TarstrapError('usage', { problem: `${filesystem} does not take the label "${asked}". It takes up to ${labelsOf(filesystem)}.` });
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
