import { z } from './zod.ts';
import { compression, fileIdentity } from './facts.ts';

/** What is known of a disk image. Numbers are bytes unless their name says otherwise; schemas, as for archives (`facts.ts`). */

const bytes = z.int().check(z.nonnegative());

export const imagePartition = z.object({
  number: z.int().check(z.positive()),
  kind: z.enum(['primary', 'extended', 'logical']),
  startByte: bytes,
  sizeByte: bytes,
  /** What it is for, as people say it. */
  type: z.string().check(z.maxLength(80)),
  /** That a GPT gives it. */
  name: z.optional(z.string().check(z.maxLength(40))),
  /** What lies in it, as lsblk(8) calls it; left out for what is not known. */
  filesystem: z.optional(z.string().check(z.maxLength(40))),
  /** Of the filesystem. */
  label: z.optional(z.string().check(z.maxLength(40))),
  /** It begins behind what was read of a compressed image: what lies in it turns out when it is written. */
  unread: z.optional(z.literal(true)),
});
export type ImagePartition = z.infer<typeof imagePartition>;

/** The one file of a zip that is meant. */
export const zipEntry = z.object({
  name: z.string().check(z.maxLength(1024)),
  method: z.enum(['stored', 'deflated']),
  /** Where its data begins in the zip, and how long it is there. */
  startByte: bytes,
  packedBytes: bytes,
  unpackedBytes: bytes,
  /** Of what is unpacked. */
  crc32: z.int().check(z.nonnegative(), z.maximum(2 ** 32 - 1)),
  /** Nothing else lies in the zip. */
  isAlone: z.boolean(),
});
export type ZipEntry = z.infer<typeof zipEntry>;

/** A block map that lies beside an image. */
export const bmapFacts = z.object({
  file: fileIdentity,
  imageBytes: bytes,
  blockBytes: bytes,
  /** What there is to be written. */
  mappedBytes: bytes,
  ranges: z.int().check(z.nonnegative()),
  /** Each of its ranges has a checksum. */
  isChecked: z.boolean(),
});
export type BmapFacts = z.infer<typeof bmapFacts>;

export const imageFacts = z.object({
  file: fileIdentity,
  compression,
  /** null: it is not in a zip. */
  zip: z.nullable(zipEntry),
  form: z.enum([
    /** With a partition table. */
    'disk',
    /** For discs; with a partition table it is one for drives as well. */
    'iso',
    /** A filesystem that has the whole image. */
    'filesystem',
  ]),
  /** null: there is none, and all of the image is written. */
  bmap: z.nullable(bmapFacts),
  /** Length of the image itself; null where neither its container nor a block map tells. */
  imageBytes: z.nullable(bytes),
  /** The sectors that its table or its filesystem counts in; null where it can be read whatever the drive's are. */
  sectorSize: z.nullable(z.int().check(z.positive())),
  table: z.enum(['gpt', 'dos', 'none']),
  /** Where the second copy of a GPT is, which belongs at the very end; null where there is no GPT, or that end was not read. */
  backupGpt: z.nullable(z.enum(['at-end', 'elsewhere', 'missing'])),
  /** In the order of their numbers. */
  partitions: z.array(imagePartition).check(z.maxLength(128)),
  /** Logical partitions may come that lie behind what was read. */
  partial: z.optional(z.literal(true)),
  /** Of an ISO, and of an image without a table. */
  filesystem: z.nullable(z.object({ name: z.string().check(z.maxLength(40)), label: z.optional(z.string().check(z.maxLength(40))) })),
  /** Where its last partition or its filesystem ends, as far as that is told: so long it is at the least. */
  usedBytes: bytes,
});
export type ImageFacts = z.infer<typeof imageFacts>;
