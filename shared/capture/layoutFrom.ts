import { fatPlace } from '../facts.ts';
import { CAPTURED } from '../layoutBeside.ts';
import { LONGEST_LABEL } from '../label.ts';
import { type Filesystem, type Layout, layout, rootFilesystem } from '../layout.ts';
import { MiB, SMALLEST } from '../plan/sizes.ts';

/** The layout of a drive that was captured, as one by which others can be laid. Pure. */

export interface DriveSeen {
  readonly table: 'gpt' | 'dos';
  /** A GUID, or the eight digits of a dos table. */
  readonly tableId: string | undefined;
  /** The drive, for people. */
  readonly what: string;
  readonly partitions: readonly PartitionSeen[];
}

export interface PartitionSeen {
  readonly number: number;
  readonly startByte: number;
  readonly sizeByte: number;
  /** A GUID, or such as `0x83`. */
  readonly type: string;
  readonly name: string | undefined;
  /** Of a GPT its attributes; of a dos table the first byte of the entry. */
  readonly flags: number;
  readonly partuuid: string | undefined;
  /** As blkid(8) calls it. */
  readonly filesystem: string | undefined;
  readonly uuid: string | undefined;
  readonly label: string | undefined;
  /** Where its files are in the archive, and what they take; left out where it was not captured. */
  readonly mount?: string;
  readonly usedBytes?: number;
  readonly ext4Features?: string[];
  readonly xfsFeatures?: string[];
}

/**
 * @param leftOutBytes of the root, that are in use and not in the archive
 * @returns or why it cannot be laid again, as the end of a sentence
 */
export function layoutFrom({ table, tableId, what, partitions }: DriveSeen, leftOutBytes = 0): Layout | string {
  const own = partitions.filter(({ type }) => !isExtended(type)).toSorted((a, b) => a.startByte - b.startByte);
  const why = whyNot(table, own);
  if (why !== undefined) return why;
  const data = {
    id: CAPTURED,
    title: 'As it was captured',
    source: `Captured from ${what}`,
    table,
    ...guid('tableUuid', tableId),
    partitions: placed((table === 'dos' ? renumbered(own) : own).map((one) => (one.mount === '/' ? without(one, leftOutBytes) : one))),
  };
  return layout.safeParse(data).data ?? 'it has something that layouts cannot say';
}

function without({ usedBytes = 0, ...partition }: PartitionSeen, bytes: number): PartitionSeen {
  return { ...partition, usedBytes: Math.max(0, usedBytes - bytes) };
}

const EXTENDED = ['0x5', '0xf', '0x85'];
/** It holds logical partitions, and nothing else. */
export const isExtended = (type: string): boolean => EXTENDED.includes(type);

function whyNot(table: DriveSeen['table'], partitions: readonly PartitionSeen[]): string | undefined {
  const most = table === 'dos' ? 4 : 8;
  if (partitions.length > most) return `it has more than ${most} partitions`;
  const early = partitions.find(({ startByte }) => startByte < MiB);
  if (early) return `its partition ${early.number} begins before the first MiB`;
  const root = partitions.find(({ mount }) => mount === '/');
  if (!root) return 'its root is on no partition of it';
  const odd = partitions.find(({ mount, filesystem }) => mount !== undefined && !kindOf(filesystem));
  if (odd) return `${odd.filesystem} is no filesystem that is made`;
  const fat = partitions.find(({ mount, filesystem }) => mount !== undefined && kindOf(filesystem) === 'vfat' && !fatPlace.safeParse(mount).success);
  return fat && `it has FAT at ${fat.mount}`;
}

/** The older kinds of ext4 are that without some of its features. */
function kindOf(name: string | undefined): Filesystem | undefined {
  if (name === 'ext2' || name === 'ext3') return 'ext4';
  return name === 'vfat' ? name : rootFilesystem.safeParse(name).data;
}

/** Logical partitions become primary ones: there are no others in layouts. */
function renumbered(partitions: readonly PartitionSeen[]): PartitionSeen[] {
  const taken = partitions.map(({ number }) => number);
  const free = [1, 2, 3, 4].filter((number) => !taken.includes(number));
  return partitions.map((partition) => (partition.number > 4 ? { ...partition, number: free.shift() ?? partition.number } : partition));
}

/** The root takes the rest: what lies behind it follows it. What begins within a MiB begins with the next. */
function placed(partitions: readonly PartitionSeen[]): unknown[] {
  const root = partitions.findIndex(({ mount }) => mount === '/');
  let cursor = 1;
  return partitions.map((partition, i) => {
    const startMiB = Math.max(cursor, Math.ceil(partition.startByte / MiB));
    const sizeMiB = Math.max(1, Math.ceil(partition.sizeByte / MiB));
    cursor = startMiB + sizeMiB;
    return {
      ...partitionFrom(partition, sizeMiB),
      ...(partition.number === i + 1 ? {} : { number: partition.number }),
      ...(i > root ? {} : { startMiB }),
      ...(i === root ? {} : { sizeMiB }),
    };
  });
}

function partitionFrom(partition: PartitionSeen, sizeMiB: number): object {
  const { number, type, name, mount, ext4Features, xfsFeatures } = partition;
  const filesystem = mount === undefined ? (isSwap(partition.filesystem) ? 'swap' : 'none') : (kindOf(partition.filesystem) ?? 'none');
  const made = filesystem !== 'none';
  return {
    name: nameFrom(name) || `part${number}`,
    type: type.replace(/^0x/, '').padStart(2, '0').toUpperCase(),
    filesystem,
    label: made ? labelFrom(partition.label, LONGEST_LABEL[filesystem]) : '',
    ...(mount === undefined ? {} : { mount }),
    leastMiB: Math.min(sizeMiB, leastOf(partition, filesystem)),
    bootable: isBootable(partition),
    ...(ext4Features ? { ext4Features } : {}),
    ...(xfsFeatures ? { xfsFeatures } : {}),
    ...(made ? guid('uuid', partition.uuid) : {}),
    ...guid('partitionUuid', partition.type.startsWith('0x') ? undefined : partition.partuuid),
  };
}

/** Bit 2 of a GPT's attributes, bit 7 of what dos has for that (sfdisk(8)). */
export function isBootable({ type, flags }: Pick<PartitionSeen, 'type' | 'flags'>): boolean {
  return (flags & (type.startsWith('0x') ? 0x80 : 0x4)) !== 0;
}

/** In MiB: what its files take, a tenth and 32 MiB to live in. What holds no files that are known here keeps its size, or has none that matters. */
function leastOf({ sizeByte, usedBytes = 0, filesystem: found }: PartitionSeen, filesystem: Filesystem | 'swap' | 'none'): number {
  if (filesystem === 'none') return found === undefined ? Math.ceil(sizeByte / MiB) : 1;
  if (filesystem === 'swap') return LEAST_SWAP;
  return Math.max(Math.ceil(SMALLEST[filesystem] / MiB), Math.ceil((usedBytes * 1.1) / MiB) + 32);
}
const LEAST_SWAP = 256;

/** Also one in which a system sleeps. */
const isSwap = (found: string | undefined): boolean => found === 'swap' || found === 'swsuspend';

function nameFrom(name = ''): string {
  return name
    .replaceAll(/[^A-Za-z0-9 ._+:()-]/g, '-')
    .replace(/^[^A-Za-z0-9_-]+/, '')
    .slice(0, 36);
}

/** What layouts cannot say is left out: another label would be found by nobody. */
function labelFrom(label = '', longest: number): string {
  return label.length <= longest && /^[A-Za-z0-9 ._+:()-]*$/.test(label) ? label : '';
}

/** What is shorter, as FAT and dos tables have it, is the beginning of one. */
function guid(key: string, id: string | undefined): object {
  const digits = id?.replaceAll('-', '').toLowerCase() ?? '';
  if (/^[0-9a-f]{8}$/.test(digits)) return { [key]: `${digits}-0000-4000-8000-000000000000` };
  return /^[0-9a-f]{32}$/.test(digits) ? { [key]: id?.toLowerCase() } : {};
}
