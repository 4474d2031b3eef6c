import { valueBehind } from '../../run/lines.ts';
import { run } from '../../run/run.ts';

export interface Probed {
  readonly path: string;
  readonly filesystem: string | undefined;
  readonly uuid: string | undefined;
  /** The kind of partition table, `gpt` or `dos`. */
  readonly table: string | undefined;
  /** Bytes. */
  readonly size: number;
}

/** What lies on block devices, by looking at them (`blkid -p`), not at what udev remembers. */
export async function probe(paths: readonly string[]): Promise<Probed[]> {
  const found: Probed[] = [];
  for (const path of paths) {
    const tags = (await run({ tool: 'blkid', args: ['--probe', '--output', 'export', path] })).stdout.toString('latin1');
    const size = await run({ tool: 'blockdev', args: ['--getsize64', path] });
    // `TYPE=ext4\nUUID=…\n`
    const tag = (key: string): string | undefined => valueBehind(tags, `${key}=`);
    found.push({ path, filesystem: tag('TYPE'), uuid: tag('UUID'), table: tag('PTTYPE'), size: Number(size.stdout.toString()) });
  }
  return found;
}
