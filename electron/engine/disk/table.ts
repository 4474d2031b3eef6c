import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { counted } from '../../../shared/counted.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { run, runStep } from '../../run/run.ts';
import { partitionsWithNodes } from './nodes.ts';
import { forgetPartitions } from './partitions.ts';
import { isNodeOf, numberOfNode, partitionsOf, type PartitionNode, sectorsOf } from './sysfs.ts';
import { dropDeviceCache, syncPath } from './sync.ts';

/** Partition tables: written by sfdisk, told to the kernel by partx, and kept invisible until the job is done. */

/** Removes the kernel's partitions and every signature from the disk and from them (wipefs(8)). */
export async function wipeSignatures(disk: string): Promise<void> {
  for (const { path } of await partitionsWithNodes(disk)) await runStep(`Wiping ${path}`, { tool: 'wipefs', args: ['--all', '--quiet', path], on: path });
  await forgetPartitions(disk);
  await clearEnds(disk);
  await runStep(`Wiping ${disk}`, { tool: 'wipefs', args: ['--all', '--quiet', disk], on: disk });
}

/** Of every kind of partition table, at both ends of a disk. */
const TABLE_BYTES = 64 * 1024;

/** wipefs(8) waits for a quarter of a second when it has removed a partition table, and then has the kernel look for another (2.38, `rereadpt`). */
async function clearEnds(disk: string): Promise<void> {
  const size = sectorsOf(numberOfNode(disk)) * 512;
  const zeros = Buffer.alloc(Math.min(TABLE_BYTES, size));
  await onDisk(disk, async (file) => {
    await writeAt(file, zeros, 0);
    await writeAt(file, zeros, size - zeros.length);
  });
}

/**
 * `--no-tell-kernel --no-reread` keeps sfdisk from its global sync, which waits for all devices of the machine.
 * partx then tells the kernel one partition at a time (BLKPG), which works where the kernel has no parser of its own.
 */
export async function writeTable(disk: string, script: string): Promise<void> {
  await runStep(`Partitioning ${disk}`, {
    tool: 'sfdisk',
    args: ['--quiet', '--wipe', 'always', '--wipe-partitions', 'always', '--no-tell-kernel', '--no-reread', '--lock=no', disk],
    input: script,
    on: disk,
  });
  await syncPath(disk);
  await dropDeviceCache(disk);
}

/** Makes the kernel know the partitions of the disk, and waits until their nodes are there. */
export async function announcePartitions(disk: string, expected: number): Promise<PartitionNode[]> {
  const result = await run({ tool: 'partx', args: ['--update', disk] });
  if (result.exitCode !== 0) await runStep(`Announcing the partitions of ${disk}`, { tool: 'partx', args: ['--add', disk], on: disk });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const known = partitionsOf(numberOfNode(disk));
    const missing = known.filter((partition) => !isNodeOf(partition.path, partition.device));
    if (known.length - missing.length >= expected) return known.filter((partition) => !missing.includes(partition));
    // Whatever makes nodes here has had a second for it.
    if (attempt === 20) await partitionsWithNodes(disk);
    await delay(50);
  }
  throw new TarstrapError('step-failed', { step: `Announcing the partitions of ${disk}` }, `The kernel does not show ${counted(expected, 'partition')}`);
}

/** Where a table begins in the first 512 bytes of a disk, with its identifier (UEFI specification 2.10, 5.2.1), and where it ends. */
export const TABLE = { first: 440, end: 512 } as const;

/**
 * Takes the first sector (boot code, MBR, or the protective MBR without which no firmware looks at a GPT) off the disk
 * and returns what puts its table back, from that byte on; all the rest of it is whoever's who has written it meanwhile. Until then the drive does not look
 * like one that could boot.
 */
export async function hideFirstSector(disk: string, sectorSize: number): Promise<(first?: number) => Promise<void>> {
  const sector = Buffer.alloc(sectorSize);
  await onDisk(disk, async (file) => {
    await file.read(sector, 0, sectorSize, 0);
    await writeAt(file, Buffer.alloc(sectorSize), 0);
  });
  return (first = TABLE.first) =>
    onDisk(disk, async (file) => {
      const now = Buffer.alloc(sectorSize);
      await file.read(now, 0, sectorSize, 0);
      sector.copy(now, first, first, TABLE.end);
      await writeAt(file, now, 0);
    });
}

/** @throws TarstrapError `drive-io` */
export async function onDisk(disk: string, step: (file: FileHandle) => Promise<unknown>): Promise<void> {
  try {
    const file = await open(disk, constants.O_RDWR);
    try {
      await step(file);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new TarstrapError('drive-io', { path: disk }, String(cause), { cause });
  }
}

/** All of it: a drive that is shorter than it says takes less. */
export async function writeAt(file: FileHandle, contents: Buffer, atByte: number): Promise<void> {
  const { bytesWritten } = await file.write(contents, 0, contents.length, atByte);
  if (bytesWritten < contents.length) throw new Error(`Only ${bytesWritten} of ${counted(contents.length, 'byte')} were written`);
}
