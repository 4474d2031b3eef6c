import { crc32 } from 'node:zlib';
import type { Bytes } from '../archive/container/bytes.ts';
import { visible } from '../../shared/visible.ts';
import { LONGEST_LABEL } from './filesystem.ts';
import { gptTypeName } from './partitionTypes.ts';
import type { TablePartition } from './tablePartition.ts';

/** GUID Partition Tables (UEFI specification 2.10, 5.3). */

export interface Gpt {
  /** Of the drives that it is made for: it lies in their second sector. */
  readonly sectorSize: number;
  /** Where it says that its copy is: the last sector of the drive. */
  readonly backupByte: number;
  readonly partitions: readonly TablePartition[];
}

const SECTORS = [512, 4096] as const;

/** @returns `damaged` where there is one that a machine would not believe */
export function gptOf(bytes: Bytes): Gpt | 'damaged' | undefined {
  const found = SECTORS.filter((sectorSize) => isCalledGpt(bytes, sectorSize));
  for (const sectorSize of found) {
    const header = headerAt(bytes, sectorSize, 1);
    const partitions = header && partitionsOf(bytes, header);
    if (partitions) return { sectorSize, backupByte: header.copyAt * sectorSize, partitions };
  }
  return found.length > 0 ? 'damaged' : undefined;
}

/** Whether the copy is where the table says. */
export function hasBackup(bytes: Bytes, { sectorSize, backupByte }: Gpt): boolean {
  return headerAt(bytes, sectorSize, backupByte / sectorSize)?.copyAt === 1;
}

function isCalledGpt(bytes: Bytes, byte: number): boolean {
  return bytes.at(byte, 8).toString('latin1') === 'EFI PART';
}

interface Header {
  readonly sectorSize: number;
  /** The sector of the other copy of it. */
  readonly copyAt: number;
  readonly entries: { readonly at: number; readonly count: number; readonly bytes: number; readonly checksum: number };
}

const LEAST_HEADER = 92;
/** Tables have 128 entries of 128 bytes. */
const MOST_ENTRIES = 1024;
const MOST_ENTRY_BYTES = 4096;
const MOST_PARTITIONS = 128;

/** @returns undefined where it is none, or not whole */
function headerAt(bytes: Bytes, sectorSize: number, sector: number): Header | undefined {
  if (!isCalledGpt(bytes, sector * sectorSize)) return undefined;
  const header = Buffer.from(bytes.at(sector * sectorSize, sectorSize));
  if (header.length < sectorSize) return undefined;
  const headerBytes = header.readUInt32LE(12);
  if (headerBytes < LEAST_HEADER || headerBytes > sectorSize) return undefined;
  const checksum = header.readUInt32LE(16);
  header.writeUInt32LE(0, 16);
  if (crc32(header.subarray(0, headerBytes)) !== checksum || numberAt(header, 24) !== sector) return undefined;
  const entries = { at: numberAt(header, 72), count: header.readUInt32LE(80), bytes: header.readUInt32LE(84), checksum: header.readUInt32LE(88) };
  return { sectorSize, copyAt: numberAt(header, 32), entries };
}

function partitionsOf(bytes: Bytes, { sectorSize, entries }: Header): TablePartition[] | undefined {
  if (entries.count > MOST_ENTRIES || entries.bytes < 128 || entries.bytes > MOST_ENTRY_BYTES) return undefined;
  const array = bytes.at(entries.at * sectorSize, entries.count * entries.bytes);
  if (array.length < entries.count * entries.bytes || crc32(array) !== entries.checksum) return undefined;
  const partitions = Array.from({ length: entries.count }, (_, i) => array.subarray(i * entries.bytes, (i + 1) * entries.bytes)).flatMap((entry, i) => {
    const type = guidIn(entry);
    return type === UNUSED ? [] : [partitionOf(entry, { number: i + 1, type, sectorSize })];
  });
  return partitions.length > MOST_PARTITIONS ? undefined : partitions;
}

const UNUSED = '00000000-0000-0000-0000-000000000000';

function partitionOf(entry: Buffer, { number, type, sectorSize }: { number: number; type: string; sectorSize: number }): TablePartition {
  const [first, last] = [numberAt(entry, 32), numberAt(entry, 40)];
  const name = visible(entry.toString('utf16le', 56, 128).replace(/\0.*$/s, '')).slice(0, LONGEST_LABEL);
  return {
    number,
    kind: 'primary',
    startByte: first * sectorSize,
    sizeByte: Math.max(0, last - first + 1) * sectorSize,
    type: gptTypeName(type),
    ...(name === '' ? {} : { name }),
  };
}

/** A count of sectors is a number of 64 bits; what no drive has becomes what no plan takes. */
function numberAt(buffer: Buffer, offset: number): number {
  return Math.min(Number(buffer.readBigUInt64LE(offset)), MOST_SECTORS);
}
const MOST_SECTORS = 2 ** 39;

/** The first three fields are little-endian (UEFI specification, appendix A). */
function guidIn(entry: Buffer): string {
  const hex = (from: number, to: number): string => entry.toString('hex', from, to).toUpperCase();
  const turned = (from: number, to: number): string => Buffer.from(entry.subarray(from, to).toReversed()).toString('hex').toUpperCase();
  return `${turned(0, 4)}-${turned(4, 6)}-${turned(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`;
}
