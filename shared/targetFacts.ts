import { z } from './zod.ts';

/** What is known of a target. Numbers are bytes unless their name says otherwise; schemas, as for archives (`facts.ts`). */

const bytes = z.int().check(z.nonnegative());

export const targetKind = z.enum(['disk', 'partition', 'directory', 'image']);

/** Who uses a drive: the end of a sentence, and the command that makes him let it go, where there is one. */
export const holder = z.object({ what: z.string(), free: z.optional(z.string()) });
export type Holder = z.infer<typeof holder>;

export const targetFacts = z.object({
  kind: targetKind,
  /** Device node, directory, or image file; absolute and without symlinks. */
  path: z.string().check(z.startsWith('/'), z.maxLength(4096)),
  size: bytes,
  /** Logical sector size of the block device, 512 for images. */
  sectorSize: z.int().check(z.positive()),
  /** `MAJ:MIN` of a block device, else of the device that holds the directory or image. */
  device: z.string().check(z.regex(/^\d+:\d+$/)),
  /** Kernel's sequence number of the medium in the whole disk (`/sys/block/<name>/diskseq`, Linux 5.15). */
  diskseq: z.optional(z.string()),
  /** Inode of a directory: another one under its name is another target. */
  inode: z.optional(z.string().check(z.regex(/^\d+$/))),
  serial: z.optional(z.string()),
  /** World-wide name, as the kernel or udev has it: `naa.5000…`, `eui.0025…`, `0x5000…`. Few sticks and cards have one. */
  wwn: z.optional(z.string()),
  model: z.optional(z.string()),
  /** How it is attached: usb, mmc, nvme, sata, loop, virtio … */
  bus: z.optional(z.string()),
  removable: z.boolean(),
  readOnly: z.boolean(),
  /** Mount points on the device or any of its partitions. */
  mounts: z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(256)),
  /** Of a directory: its filesystem does not tell how much room it has. */
  unmeasured: z.optional(z.literal(true)),
  /** Of a directory: files that can be made on its filesystem, where their number is limited. */
  freeInodes: z.optional(bytes),
  /** The filesystem that a partition or a directory has now. */
  filesystem: z.optional(z.string()),
  /** Of a directory: set-uid programs and device nodes would work there for whoever can reach them. */
  live: z.optional(z.literal(true)),
  /** Of a directory: nothing is in it. */
  empty: z.optional(z.literal(true)),
  /** Of a partition: its disk carries something that is protected, so that settings of the whole disk are to be left alone. */
  besideSystem: z.optional(z.literal(true)),
  /** What the kernel has made of it and goes on using: volumes, arrays, swap. It can be written when all of them are let go. */
  heldBy: z.optional(z.array(holder).check(z.maxLength(64))),
  /** Why it may never be written, if so. */
  protectedBy: z.optional(z.string()),
});
export type TargetFacts = z.infer<typeof targetFacts>;

/** A partition as it is listed. */
export interface PartitionFacts {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  readonly mounts: readonly string[];
}

/** A whole drive with what lies on it now. */
export interface DriveFacts {
  readonly target: TargetFacts;
  /** Why it cannot be written now though nothing forbids it, as the end of a sentence: an empty card reader. */
  readonly unusable?: string;
  /** What a person may know it by where it has no model: the labels on it. */
  readonly description?: string;
  readonly partitions: readonly PartitionFacts[];
}
