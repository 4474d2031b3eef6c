import { z } from 'zod';
import { runStep } from '../run/run.ts';

/** `lsblk --json --bytes` (util-linux 2.38): the tree of block devices. A device stands below each of its parents. */

const COLUMNS = 'NAME,PATH,MAJ:MIN,TYPE,SIZE,RO,RM,HOTPLUG,TRAN,MODEL,SERIAL,WWN,VENDOR,FSTYPE,LABEL,LOG-SEC';

const text = z.string().nullish();

const node = z.object({
  path: z.string(),
  'maj:min': z.string(),
  type: z.string(),
  size: z.number().nullable(),
  ro: z.boolean(),
  rm: z.boolean(),
  hotplug: z.boolean(),
  tran: text,
  model: text,
  serial: text,
  wwn: text,
  vendor: text,
  fstype: text,
  label: text,
  'log-sec': z.number(),
  get children() {
    return z.array(node).optional();
  },
});
export type LsblkNode = z.infer<typeof node>;

export function parseLsblk(json: string): LsblkNode[] {
  return z.object({ blockdevices: z.array(node) }).parse(JSON.parse(json)).blockdevices;
}

/** Device names and labels are what their makers wrote: they may hold anything. */
export async function lsblk(): Promise<LsblkNode[]> {
  const { stdout } = await runStep('Listing the drives', { tool: 'lsblk', args: ['--json', '--bytes', '--all', '--output', COLUMNS] });
  return parseLsblk(stdout.toString('utf8'));
}
