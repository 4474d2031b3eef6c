import type { Bytes } from '../archive/container/bytes.ts';
import { dosTypeName } from './partitionTypes.ts';
import type { TablePartition } from './tablePartition.ts';

/** dos partition tables, in the first sector, as the kernel reads them (block/partitions/msdos.c). */

export interface DosTable {
  readonly partitions: readonly TablePartition[];
  /** The chain of logical partitions leads behind what was read. */
  readonly partial: boolean;
}

interface Entry {
  readonly type: number;
  /** Sectors. */
  readonly start: number;
  readonly size: number;
}

const PROTECTIVE = 0xee;
const EXTENDED = [0x05, 0x0f, 0x85];
/** The kernel makes no more devices of a disk. */
const MOST_LOGICAL = 100;

/** @returns undefined where the first sector has none */
export function dosTableOf(bytes: Bytes, sectorSize: number): DosTable | undefined {
  const entries = entriesAt(bytes, 0);
  if (!entries?.some(isUsed)) return undefined;
  const primary = entries.flatMap((entry, i) => (isUsed(entry) ? [partitionOf(entry, i + 1, sectorSize)] : []));
  const extended = entries.find(isExtended);
  const chain = extended ? logicalIn(bytes, extended, sectorSize) : { partitions: [], partial: false };
  return { partitions: [...primary, ...chain.partitions], partial: chain.partial };
}

/** Whether it stands there for a GPT only, or beside one: either way the other one counts (block/partitions/efi.c, `is_pmbr_valid`). */
export function protectionOf(bytes: Bytes): 'only' | 'beside' | 'none' {
  const used = entriesAt(bytes, 0)?.filter(isUsed) ?? [];
  if (!used.some(({ type }) => type === PROTECTIVE)) return 'none';
  return used.every(({ type }) => type === PROTECTIVE) ? 'only' : 'beside';
}

/** @returns undefined where there is no table */
function entriesAt(bytes: Bytes, byte: number): Entry[] | undefined {
  const sector = bytes.at(byte, 512);
  if (sector.length < 512 || sector.readUInt16BE(510) !== 0x55aa) return undefined;
  const raw = [446, 462, 478, 494].map((offset) => sector.subarray(offset, offset + 16));
  if (raw.some(([status]) => status !== 0 && status !== 0x80)) return undefined;
  return raw.map((entry) => ({ type: entry[4] ?? 0, start: entry.readUInt32LE(8), size: entry.readUInt32LE(12) }));
}

/** Hybrid ISOs have partitions without a type, or from sector 0. */
const isUsed = ({ size }: Entry): boolean => size > 0;
const isExtended = (entry: Entry): boolean => isUsed(entry) && EXTENDED.includes(entry.type);

function partitionOf(entry: Entry, number: number, sectorSize: number): TablePartition {
  return {
    number,
    kind: number > 4 ? 'logical' : isExtended(entry) ? 'extended' : 'primary',
    startByte: entry.start * sectorSize,
    sizeByte: entry.size * sectorSize,
    type: dosTypeName(entry.type),
  };
}

/** A table for each: one entry for the partition, from there; another that leads to the next table, from the first one of them. */
function logicalIn(bytes: Bytes, extended: Entry, sectorSize: number): DosTable {
  const partitions: TablePartition[] = [];
  let at = extended.start;
  const seen = new Set<number>();
  while (!seen.has(at) && partitions.length < MOST_LOGICAL) {
    seen.add(at);
    if (at * sectorSize + 512 > bytes.size) return { partitions, partial: true };
    const entries = entriesAt(bytes, at * sectorSize) ?? [];
    const own = entries.find((entry) => isUsed(entry) && !isExtended(entry));
    if (own) partitions.push(partitionOf({ ...own, start: at + own.start }, partitions.length + 5, sectorSize));
    const next = entries.find(isExtended);
    if (!next) break;
    at = extended.start + next.start;
  }
  return { partitions, partial: false };
}
