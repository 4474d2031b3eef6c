import { z } from 'zod';
import bootRoot from './layouts/boot-root.json' with { type: 'json' };
import none from './layouts/none.json' with { type: 'json' };
import single from './layouts/single.json' with { type: 'json' };

/**
 * A layout is data: which partition table, which partitions, what is mounted where while tar unpacks.
 * Files in `layouts/`, or one of the user's with `--layout FILE`.
 */

export const filesystem = z.enum(['ext4', 'xfs', 'btrfs', 'vfat']);
export type Filesystem = z.infer<typeof filesystem>;

export const rootFilesystem = filesystem.exclude(['vfat']);
export type RootFilesystem = z.infer<typeof rootFilesystem>;

const mib = z.number().int().positive();

export const layoutPartition = z.strictObject({
  /** GPT partition name, letters and digits. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,36}$/),
  /** sfdisk type: a GUID or alias on GPT, hexadecimal on dos. */
  type: z.string().regex(/^[0-9A-Fa-f-]{1,36}$|^[A-Z]$/),
  /** `root` means: what the user chose, ext4 if nothing. */
  filesystem: z.enum(['root', 'vfat']),
  /** As long as FAT takes it, which has the shortest. */
  label: z.string().regex(/^[A-Za-z0-9_-]{0,11}$/),
  /** Goes into paths of the engine and into fstab: no `..`, no white space. */
  mount: z.string().regex(/^\/$|^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/),
  startMiB: mib.optional(),
  /** Left out by the last partition, which takes the rest. */
  sizeMiB: mib.optional(),
  bootable: z.boolean().default(false),
  /** What its boot loader needs or cannot read, where that is ext4: names of mke2fs's `-O`, such as `^metadata_csum`. */
  ext4Features: z
    .array(z.string().regex(/^\^?[a-z0-9][a-z0-9_]{1,30}$/))
    .max(16)
    .optional(),
});
export type LayoutPartition = z.infer<typeof layoutPartition>;

export const layout = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    title: z.string().min(1).max(80),
    source: z.string().min(1),
    /** null: no table is made, the target's own filesystem is used as it is. */
    table: z.enum(['gpt', 'dos']).nullable(),
    partitions: z.array(layoutPartition).max(8),
  })
  .refine((l) => (l.table === null) === (l.partitions.length === 0), 'a table needs partitions, and partitions a table')
  .refine((l) => l.partitions.every((p, i) => p.sizeMiB !== undefined || i === l.partitions.length - 1), 'only the last partition may take the rest')
  .refine((l) => l.table === null || l.partitions.some((p) => p.mount === '/'), 'one partition is mounted at /')
  .refine((l) => new Set(l.partitions.map((p) => p.mount)).size === l.partitions.length, 'no two partitions are mounted at one place');
export type Layout = z.infer<typeof layout>;

/** The layouts that come with Tarstrap. */
export const LAYOUTS: readonly Layout[] = [single, bootRoot, none].map((data) => layout.parse(data));

export function findLayout(id: string): Layout | undefined {
  return LAYOUTS.find((candidate) => candidate.id === id);
}
