import { LONGEST_LABEL } from './label.ts';
import { z } from './zod.ts';

/**
 * A layout is data: which partition table, which partitions, what is mounted where while tar unpacks.
 * Files in `layouts/`, one of the user's with `--layout FILE`, or what a capture has left beside its archive.
 */

export const rootFilesystem = z.enum(['ext4', 'xfs', 'btrfs']);
export type RootFilesystem = z.infer<typeof rootFilesystem>;

export const filesystem = z.enum([...rootFilesystem.options, 'vfat']);
export type Filesystem = z.infer<typeof filesystem>;

const mib = z.int().check(z.positive());

/** Names of features of a filesystem, with `^` for one that it is to go without. */
const features = z.array(z.string().check(z.regex(/^\^?[a-z0-9][a-z0-9_]{1,30}$/))).check(z.maxLength(32));

/** Of a filesystem, whichever that is: what each of them takes is another matter (`label.ts`). */
export const label = z.string().check(z.regex(/^[A-Za-z0-9 ._+:()-]{0,36}$/));

/** A UUID as it stands on a drive, of whatever version. */
const uuid = z.guid();

export const layoutPartition = z
  .strictObject({
    /** GPT partition name. */
    name: z.string().check(z.regex(/^[A-Za-z0-9_-][A-Za-z0-9 ._+:()-]{0,35}$/)),
    /** sfdisk type: a GUID or alias on GPT, hexadecimal on dos. */
    type: z.string().check(z.regex(/^[0-9A-Fa-f-]{1,36}$|^[A-Z]$/)),
    /** Left out: it is as many as come before it, and one. */
    number: z.optional(z.int().check(z.minimum(1), z.maximum(128))),
    /** `root` means: what the user chose, ext4 if nothing. So does whatever is mounted at /, unless it is FAT. `none`: it stays empty. */
    filesystem: z.enum(['root', ...filesystem.options, 'swap', 'none']),
    /** As long as its filesystem takes it; with `root`, as FAT does, which has the shortest. */
    label: z._default(label, ''),
    /** Goes into paths of the engine and into fstab: no `..`, no white space. Only of what holds files. */
    mount: z.optional(z.string().check(z.regex(/^\/$|^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/))),
    startMiB: z.optional(mib),
    /** Left out by one partition, which takes the rest. */
    sizeMiB: z.optional(mib),
    /** How small it can become where a drive is too small for all of them. */
    leastMiB: z.optional(mib),
    bootable: z._default(z.boolean(), false),
    /** What its boot loader needs or cannot read, where that is ext4: names of mke2fs's `-O`, such as `^metadata_csum`. */
    ext4Features: z.optional(features),
    /** The same of xfs, where mkfs.xfs can be told. */
    xfsFeatures: z.optional(features),
    /** Of the filesystem; FAT has the first eight digits of it. */
    uuid: z.optional(uuid),
    /** Of the partition; a dos table has none. */
    partitionUuid: z.optional(uuid),
  })
  .check(
    z.refine((p) => (p.mount === undefined) === (p.filesystem === 'swap' || p.filesystem === 'none'), 'what holds files is mounted, and nothing else'),
    z.refine((p) => p.label.length <= longestLabel(p.filesystem), 'a label is longer than its filesystem takes'),
  );
export type LayoutPartition = z.infer<typeof layoutPartition>;

function longestLabel(kind: 'root' | Filesystem | 'swap' | 'none'): number {
  if (kind === 'none') return 0;
  return LONGEST_LABEL[kind === 'root' ? 'vfat' : kind];
}

/** So large a loader may be, in bytes. */
export const LARGEST_LOADER = 16 * 1024 ** 2;

export const loaderPiece = z.strictObject({
  /** Where of the drive it belongs, and which bytes of the file: all of the rest where left out. */
  atByte: z.int().check(z.nonnegative()),
  fromByte: z._default(z.int().check(z.nonnegative()), 0),
  bytes: z.optional(z.int().check(z.positive(), z.maximum(LARGEST_LOADER))),
});

/** A boot loader that lies in no filesystem: a file of the archive, or one that lies beside it under the last part of its name, written to the drive as it is. */
export const loader = z.strictObject({
  /** Names in the archive, which lead nowhere else, the best first; `*` stands for all but a slash, and of several the last by its name counts. */
  files: z.array(z.string().check(z.maxLength(200), z.regex(/^(?:(?!\.\.?(?:\/|$))[A-Za-z0-9._+*-]+(?:\/(?!$)|$))+$/))).check(z.minLength(1), z.maxLength(8)),
  pieces: z.array(loaderPiece).check(z.minLength(1), z.maxLength(4)),
  /** Of some builds only: where there is none, it is left out. */
  optional: z.optional(z.literal(true)),
});
export type Loader = z.infer<typeof loader>;

export const layout = z
  .strictObject({
    id: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)),
    title: z.string().check(z.minLength(1), z.maxLength(80)),
    source: z.string().check(z.minLength(1)),
    /** What a system must have to boot from it, for people. */
    needs: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
    /** What they can boot, as `uname -m` names it; left out: any. */
    machines: z.optional(z.array(z.string().check(z.regex(/^[a-z0-9_]{1,20}$/))).check(z.minLength(1), z.maxLength(6))),
    /** null: no table is made, the target's own filesystem is used as it is. */
    table: z.nullable(z.enum(['gpt', 'dos'])),
    /** Of the table; a dos table has the first eight digits of it. */
    tableUuid: z.optional(uuid),
    /** As they lie on the drive. */
    partitions: z.array(layoutPartition).check(z.maxLength(8)),
    loaders: z.optional(z.array(loader).check(z.maxLength(6))),
  })
  .check(
    z.refine((l) => (l.table === null) === (l.partitions.length === 0), 'a table needs partitions, and partitions a table'),
    z.refine((l) => l.partitions.filter((p) => p.sizeMiB === undefined).length <= 1, 'only one partition may take the rest'),
    z.refine(
      (l) => openIndex(l) < 0 || l.partitions.slice(openIndex(l) + 1).every((p) => p.startMiB === undefined),
      'behind what takes the rest nothing has a start',
    ),
    z.refine((l) => l.table !== null || !l.loaders, 'a boot loader needs a table that makes room for it'),
    z.refine((l) => l.table === null || l.partitions.some((p) => p.mount === '/'), 'one partition is mounted at /'),
    z.refine((l) => !hasFatRoot(l) || l.partitions.every(({ mount }) => mount === undefined || mount === '/'), 'nothing is mounted below FAT'),
    z.refine((l) => areDistinct(l.partitions.flatMap((p) => p.mount ?? [])), 'no two partitions are mounted at one place'),
    z.refine((l) => areDistinct(l.partitions.map(numberOf)), 'no two partitions have one number'),
    z.refine((l) => l.table !== 'dos' || l.partitions.every((p, i) => numberOf(p, i) <= 4), 'a dos table has four partitions'),
  );
export type Layout = z.infer<typeof layout>;

/** Where the partition is that takes the rest; -1 where all have a size. */
export function openIndex({ partitions }: { readonly partitions: readonly { readonly sizeMiB?: number | undefined }[] }): number {
  return partitions.findIndex(({ sizeMiB }) => sizeMiB === undefined);
}

export function numberOf({ number }: { readonly number?: number | undefined }, index: number): number {
  return number ?? index + 1;
}

function areDistinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}

/** What its root is, where it does not leave that to the user. */
export function rootFilesystemOf(made: Layout): RootFilesystem {
  return rootFilesystem.safeParse(rootOf(made)?.filesystem).data ?? 'ext4';
}

interface Parted {
  readonly partitions: readonly LayoutPartition[];
}

export function rootOf({ partitions }: Parted): LayoutPartition | undefined {
  return partitions.find(({ mount }) => mount === '/');
}

/** All that is laid goes to FAT, as for a system that is loaded into memory. */
export function hasFatRoot(made: Parted): boolean {
  return rootOf(made)?.filesystem === 'vfat';
}

/** What is made at `/`: what the user chose, where the layout leaves that to him. */
export function rootKindOf(made: Layout, chosen: RootFilesystem): Filesystem {
  return hasFatRoot(made) ? 'vfat' : chosen;
}
