import { z } from '../../shared/zod.ts';
import { visible } from '../../shared/visible.ts';
import { readAnswer } from '../run/answer.ts';
import { runStep } from '../run/run.ts';

/** `lsblk --json --bytes` (util-linux 2.38): the tree of block devices. A device stands below each of its parents. */

/** NAME is not read, but without it lsblk makes a list instead of a tree. */
const COLUMNS = 'NAME,PATH,MAJ:MIN,TYPE,SIZE,RO,RM,HOTPLUG,TRAN,MODEL,SERIAL,WWN,VENDOR,FSTYPE,LABEL,LOG-SEC,UUID,PARTUUID,PARTLABEL,PARTTYPE';

/** Makers pad with spaces, and whoever wrote a label may have meant harm; what nobody has told is null, empty or absent. */
const text = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => visible(value?.trim() ?? '') || undefined),
);

const flag = z.pipe(
  z.nullish(z.boolean()),
  z.transform((value) => value ?? false),
);

const node = z.object({
  path: z.string(),
  'maj:min': z.string().check(z.trim()),
  type: text,
  /** Bytes; null for a zram device that was never set up. */
  size: z.nullish(z.number()),
  ro: flag,
  rm: flag,
  hotplug: flag,
  tran: text,
  model: text,
  serial: text,
  wwn: text,
  vendor: text,
  /** From udev: undefined without it; `blkid.ts` looks itself. */
  fstype: text,
  label: text,
  uuid: text,
  partuuid: text,
  partlabel: text,
  /** A UUID in a GPT, `0xef` in a dos table. */
  parttype: text,
  'log-sec': z.nullish(z.number().check(z.positive())),
  get children() {
    return z.optional(z.array(node));
  },
});
export type LsblkNode = z.infer<typeof node>;

/** @throws TarstrapError `tool-unfit` if it is not what lsblk of util-linux 2.38 prints */
export function parseLsblk(json: string): LsblkNode[] {
  return readAnswer('lsblk', json, () => z.object({ blockdevices: z.array(node) }).parse(JSON.parse(json)).blockdevices);
}

/** It takes some hundredths of a second, unless a drive or a mounted filesystem hangs. */
export const LSBLK_PATIENCE_MS = 1500;

/**
 * Every block device, empty ones and memory disks too. Names and labels are what their makers wrote: they may hold anything.
 * @throws TarstrapError `step-failed`, `tool-hangs`, `tool-unfit`
 */
export async function lsblk(): Promise<LsblkNode[]> {
  const args = ['--json', '--bytes', '--all', '--output', COLUMNS];
  const { stdout } = await runStep('Listing the drives', { tool: 'lsblk', args, patienceMs: LSBLK_PATIENCE_MS });
  return parseLsblk(stdout.toString('utf8'));
}
