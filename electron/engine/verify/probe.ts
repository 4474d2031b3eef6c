import { valueBehind } from '../../run/lines.ts';
import { run } from '../../run/run.ts';
import { partitionsWithNodes } from '../disk/nodes.ts';
import { numberOfNode, partitionsOf } from '../disk/sysfs.ts';
import { announcePartitions } from '../disk/table.ts';

export interface Probed {
  readonly path: string;
  readonly filesystem: string | undefined;
  readonly uuid: string | undefined;
  readonly label: string | undefined;
  /** Of the partition that it lies in, where it lies in one: its number, and its UUID in the table. */
  readonly number: number | undefined;
  readonly partuuid: string | undefined;
  /** The rest of its entry there; its type is a GUID, or such as `0x83`. */
  readonly entry: { readonly type: string; readonly name: string | undefined; readonly flags: number; readonly startByte: number } | undefined;
  /** The kind of partition table, `gpt` or `dos`, and its identifier. */
  readonly table: string | undefined;
  readonly tableId: string | undefined;
  /** Bytes. */
  readonly size: number;
}

/** What lies on block devices, by looking at them (`blkid -p`), not at what udev remembers. */
export async function probe(paths: readonly string[]): Promise<Probed[]> {
  const found: Probed[] = [];
  for (const path of paths) {
    const tags = (await tagsOf(path)) || (await tagsOf(path, ['--size', String(BEGINNING)]));
    const size = await run({ tool: 'blockdev', args: ['--getsize64', path] });
    // `TYPE=ext4\nUUID=…\n`, with a backslash before what means something to a shell.
    const tag = (key: string): string | undefined => valueBehind(tags, `${key}=`)?.replaceAll(/\\(.)/g, '$1');
    const number = tag('PART_ENTRY_NUMBER');
    const type = tag('PART_ENTRY_TYPE');
    found.push({
      path,
      filesystem: tag('TYPE'),
      uuid: tag('UUID'),
      label: tag('LABEL'),
      number: number === undefined ? undefined : Number(number),
      partuuid: tag('PART_ENTRY_UUID'),
      entry:
        type === undefined
          ? undefined
          : {
              type,
              name: tag('PART_ENTRY_NAME'),
              flags: Number(BigInt(tag('PART_ENTRY_FLAGS') ?? '0') & 0xffn),
              startByte: Number(tag('PART_ENTRY_OFFSET') ?? 0) * 512,
            },
      table: tag('PTTYPE'),
      tableId: tag('PTUUID'),
      size: Number(size.stdout.toString()),
    });
  }
  return found;
}

/** A drive that cannot be read at its end says nothing to blkid, which looks there for arrays. What is looked for lies at the beginning. */
const BEGINNING = 16 * 1024 ** 2;

async function tagsOf(path: string, options: readonly string[] = []): Promise<string> {
  return (await run({ tool: 'blkid', args: ['--probe', '--output', 'export', ...options, path] })).stdout.toString('latin1');
}

/** The volumes of a device: of a partition itself, of a disk without a table, or of its partitions. */
export async function probeDrive(device: string, isPartition: boolean): Promise<Probed[]> {
  if (isPartition) return probe([device]);
  const whole = await probe([device]);
  if (whole.some((volume) => volume.filesystem)) return whole;
  const hasTable = whole.some((volume) => volume.table);
  if (hasTable && partitionsOf(numberOfNode(device)).length === 0) await announcePartitions(device, 1);
  return probe((await partitionsWithNodes(device)).map((partition) => partition.path));
}
