import { TarstrapError } from '../errors.ts';
import { formatBytes } from '../format.ts';
import type { Layout, LayoutPartition } from '../layout.ts';
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

export function placePartitions(layout: Layout, diskBytes: number): Extent[] {
  const end = tableEnd(layout.table, diskBytes);
  const extents: Extent[] = [];
  let cursor = MiB;
  for (const partition of layout.partitions) {
    const startByte = partition.startMiB === undefined ? cursor : partition.startMiB * MiB;
    const sizeByte = partition.sizeMiB === undefined ? end - startByte : partition.sizeMiB * MiB;
    if (startByte < cursor) throw new TarstrapError('usage', { problem: `Layout ${layout.id}: partition ${partition.name} overlaps the one before it.` });
    extents.push({ startByte, sizeByte });
    cursor = startByte + sizeByte;
  }
  return extents;
}

/** Bytes that a disk must have beside the root partition. */
export function tableOverhead(layout: Layout): number {
  const last = layout.partitions.at(-1);
  const fixed = layout.partitions.reduce((sum, p) => sum + (p.sizeMiB ?? 0) * MiB, 0);
  return Math.max(fixed + MiB, (last?.startMiB ?? 0) * MiB) + BACKUP;
}

/** Disk identifier of a dos table: 32 bits. */
export function dosDiskId(ids: Identifiers): string {
  return ids.table.slice(0, 8);
}

/** The PARTUUID by which kernel and udev will know the partition. */
export function partuuid(layout: Layout, index: number, ids: Identifiers): string {
  return layout.table === 'gpt' ? (ids.partitions[index] ?? '') : `${dosDiskId(ids)}-${String(index + 1).padStart(2, '0')}`;
}

function line(layout: Layout, partition: LayoutPartition, extent: Extent, index: number, sectorSize: number, ids: Identifiers): string {
  const fields = [`start=${extent.startByte / sectorSize}`, `size=${extent.sizeByte / sectorSize}`, `type=${partition.type}`];
  if (layout.table === 'gpt') fields.push(`uuid=${partuuid(layout, index, ids)}`, `name=${partition.name}`);
  if (partition.bootable) fields.push(layout.table === 'gpt' ? 'attrs=LegacyBIOSBootable' : 'bootable');
  return fields.join(', ');
}

/**
 * A script for `sfdisk` (sfdisk(8), "Input formats": script). All starts and sizes are explicit, in sectors.
 * @throws TarstrapError `target-too-small` if a partition has no room.
 */
export function sfdiskScript(layout: Layout, diskBytes: number, sectorSize: number, ids: Identifiers, path: string): string {
  const extents = placePartitions(layout, diskBytes);
  const end = tableEnd(layout.table, diskBytes);
  if (extents.some(({ startByte, sizeByte }) => sizeByte < MiB || startByte + sizeByte > end)) {
    throw new TarstrapError('target-too-small', { path, needed: formatBytes(tableOverhead(layout)), available: formatBytes(diskBytes) });
  }
  const id = layout.table === 'gpt' ? ids.table : `0x${dosDiskId(ids)}`;
  const rows = layout.partitions.map((partition, i) => line(layout, partition, extents[i] as Extent, i, sectorSize, ids));
  return [`label: ${layout.table}`, `label-id: ${id}`, 'unit: sectors', `sector-size: ${sectorSize}`, '', ...rows, ''].join('\n');
}
