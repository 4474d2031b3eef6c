import { TarstrapError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import { type Layout, type LayoutPartition, numberOf, openIndex } from '../layout.ts';
import { MiB } from './sizes.ts';
import type { Identifiers } from './types.ts';

/** The partition table: extents of the partitions, and the script that makes sfdisk write exactly these. */

export interface Extent {
  readonly startByte: number;
  readonly sizeByte: number;
}

/** GPT keeps its second copy in the last 33 sectors; a whole MiB is left, so that partitions end aligned. */
const BACKUP = MiB;

/** A dos table counts sectors in 32 bits: what lies beyond 2 TiB stays unused. */
const DOS_REACH = 2 ** 32 * 512 - MiB;

/** Where the last partition may end. */
export function tableEnd(table: Layout['table'], diskBytes: number): number {
  const end = table === 'gpt' ? diskBytes - BACKUP : Math.min(diskBytes, DOS_REACH);
  return Math.floor(end / MiB) * MiB;
}

/** Bytes at the end of a disk that no partition of such a table reaches. */
export function unreachedBytes(table: Layout['table'], diskBytes: number): number {
  return table === 'dos' ? Math.max(0, diskBytes - DOS_REACH) : 0;
}

/** Where each of them lies; what is open takes what the others leave. Where a drive is too small for that, those become smaller that can. */
export function placePartitions(layout: Layout, diskBytes: number): Extent[] {
  requireApart(layout);
  const end = tableEnd(layout.table, diskBytes);
  const partitions = fitted(layout.partitions, end / MiB);
  const open = end / MiB - endOf(partitions, 0);
  let cursor = 1;
  return partitions.map(({ startMiB = cursor, sizeMiB = open }) => {
    cursor = startMiB + sizeMiB;
    return { startByte: startMiB * MiB, sizeByte: sizeMiB * MiB };
  });
}

type Sized = Pick<LayoutPartition, 'startMiB' | 'sizeMiB' | 'leastMiB'>;

/** In MiB, where the last of them ends if what is open gets so much. */
function endOf(partitions: readonly Sized[], open: number): number {
  return partitions.reduce((cursor, { startMiB = cursor, sizeMiB = open }) => startMiB + sizeMiB, 1);
}

const leastOpen = (partitions: readonly Sized[]): number => partitions.find(({ sizeMiB }) => sizeMiB === undefined)?.leastMiB ?? 1;

/** One right behind the other then, and each gives of what it can spare. @param end in MiB */
function fitted(partitions: readonly Sized[], end: number): readonly Sized[] {
  const missing = (some: readonly Sized[]): number => endOf(some, leastOpen(some)) - end;
  if (missing(partitions) <= 0) return partitions;
  const packed = partitions.map((partition, i) => (i === 0 ? partition : { ...partition, startMiB: undefined }));
  const spares = packed.map(({ sizeMiB = 0, leastMiB = sizeMiB }) => Math.max(0, sizeMiB - leastMiB));
  const spare = spares.reduce((sum, one) => sum + one, 0);
  // Where it is too small for all of them even so, that shows in what is left.
  const lacking = Math.min(spare, Math.max(0, missing(packed)));
  return packed.map(({ sizeMiB, ...rest }, i) => ({ ...rest, sizeMiB: sizeMiB && sizeMiB - Math.ceil(((spares[i] ?? 0) * lacking) / (spare || 1)) }));
}

function requireApart({ id, partitions }: Layout): void {
  let cursor = 1;
  for (const { name, startMiB = cursor, sizeMiB = 0 } of partitions) {
    if (startMiB < cursor) throw new TarstrapError('usage', { problem: `Layout ${id}: partition ${name} overlaps the one before it.` });
    cursor = startMiB + sizeMiB;
  }
}

/** Bytes that a disk must have beside the partition that takes the rest. */
export function tableOverhead({ partitions }: Layout): number {
  return endOf(partitions, 0) * MiB + BACKUP;
}

/** Bytes that a disk must have at the least, where those become smaller that can. */
function leastBytes({ partitions }: Layout): number {
  const least = partitions.map(({ sizeMiB, leastMiB = sizeMiB, startMiB }, i) => ({ sizeMiB: leastMiB, startMiB: i === 0 ? startMiB : undefined }));
  return Math.min(endOf(partitions, leastOpen(partitions)), endOf(least, leastOpen(partitions))) * MiB + BACKUP;
}

/** Disk identifier of a dos table: 32 bits. */
export function dosDiskId(ids: Identifiers): string {
  return ids.table.slice(0, 8);
}

/** The PARTUUID by which kernel and udev will know the partition. */
export function partuuid(layout: Layout, index: number, ids: Identifiers): string {
  if (layout.table === 'gpt') return ids.partitions[index] ?? '';
  return `${dosDiskId(ids)}-${String(numberAt(layout, index)).padStart(2, '0')}`;
}

export function numberAt({ partitions }: Layout, index: number): number {
  return numberOf(partitions[index] ?? {}, index);
}

function line(layout: Layout, partition: LayoutPartition, extent: Extent, index: number, sectorSize: number, ids: Identifiers): string {
  const fields = [`start=${extent.startByte / sectorSize}`, `size=${extent.sizeByte / sectorSize}`, `type=${partition.type}`];
  if (layout.table === 'gpt') fields.push(`uuid=${partuuid(layout, index, ids)}`, `name=${quoted(partition.name)}`);
  if (partition.bootable) fields.push(layout.table === 'gpt' ? 'attrs=LegacyBIOSBootable' : 'bootable');
  // sfdisk takes the number from what would be a node.
  const node = layout.partitions.some(({ number }) => number !== undefined) ? `p${numberAt(layout, index)} : ` : '';
  return node + fields.join(', ');
}

const quoted = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : `"${name}"`);

/**
 * A script for `sfdisk` (sfdisk(8), "Input formats": script). All starts and sizes are explicit, in sectors.
 * @throws TarstrapError `target-too-small` if a partition has no room.
 */
export function sfdiskScript(layout: Layout, diskBytes: number, sectorSize: number, ids: Identifiers, path: string): string {
  const extents = placePartitions(layout, diskBytes);
  const end = tableEnd(layout.table, diskBytes);
  const least = (layout.partitions[openIndex(layout)]?.leastMiB ?? 1) * MiB;
  if (extents.some(({ startByte, sizeByte }, i) => sizeByte < (i === openIndex(layout) ? least : MiB) || startByte + sizeByte > end)) {
    throw new TarstrapError('target-too-small', { path, needed: formatBytes(leastBytes(layout)), available: formatBytes(diskBytes) });
  }
  const id = layout.table === 'gpt' ? ids.table : `0x${dosDiskId(ids)}`;
  const rows = layout.partitions.map((partition, i) => line(layout, partition, extents[i] as Extent, i, sectorSize, ids));
  // A GPT says where partitions may begin: nobody who makes one later is to have it where the boot loaders are.
  const first = layout.table === 'gpt' && layout.loaders ? [`first-lba: ${Math.min(...extents.map(({ startByte }) => startByte)) / sectorSize}`] : [];
  return [`label: ${layout.table}`, `label-id: ${id}`, 'unit: sectors', ...first, `sector-size: ${sectorSize}`, '', ...rows, ''].join('\n');
}
