import { z } from '../zod.ts';
import { firstBoot } from '../firstBoot/answers.ts';
import { loaderName } from '../bootFacts.ts';
import { archiveFacts, ending, fileIdentity } from '../facts.ts';
import { targetFacts } from '../targetFacts.ts';
import { inside } from '../inside.ts';
import { growth } from './growth.ts';
import { filesystem, label, layout, rootFilesystem } from '../layout.ts';

/** What is asked for, what is decided, and the record that Review shows, `--dry-run` prints and the engine executes. */

export const verification = z.enum(['full', 'quick', 'none']);

export const mode = z.enum(['direct', 'staged']);
export type Mode = z.infer<typeof mode>;

/** Whether /etc/fstab gets our lines, or stays to the letter as the archive has it. */
export const fstabChoice = z.enum(['amend', 'keep']);
export type FstabChoice = z.infer<typeof fstabChoice>;

/** Whether boot configuration is made to fit what was laid, or stays to the letter. */
export const bootChoice = z.enum(['fit', 'keep']);
export type BootChoice = z.infer<typeof bootChoice>;

const bytes = z.int().check(z.nonnegative());

/** A program by its name and the arguments that it gets; never a shell string. */
export const command = z.object({ tool: z.string(), args: z.array(z.string()) });
export type Command = z.infer<typeof command>;

export const flashOptions = z.object({
  layout,
  filesystem: rootFilesystem,
  /** Left out: that of the layout. */
  label: z.optional(label),
  /** Size of an image file to make; left out: sized from the archive. */
  imageBytes: z.optional(bytes),
  /** Of the smallest of several drives, which are written from one stage: all are laid like that one, and grow. */
  sharedBytes: z.optional(bytes),
  /** Left out: chosen by the medium. */
  mode: z.optional(mode),
  fstab: fstabChoice,
  /** Left out: made to fit. */
  boot: z.optional(bootChoice),
  /** What the system is told for its first boot. */
  firstBoot: z.optional(firstBoot),
  verify: verification,
  allowFixed: z.boolean(),
  /** Boot loaders that lie beside the archive (`electron/archive/loadersBeside.ts`). */
  loaderFiles: z.optional(z.array(fileIdentity).check(z.maxLength(16))),
  /** The identifiers are those of the layout. */
  sameUuids: z.optional(z.boolean()),
});
export type FlashOptions = z.infer<typeof flashOptions>;

/** What the machine can spare, read where the plan is made. */
export const hostFacts = z.object({
  memoryAvailable: bytes,
  /** Free bytes where a stage may lie on disk. */
  scratchAvailable: bytes,
  /** Whoever asks is root himself. */
  isRoot: z.boolean(),
});
export type HostFacts = z.infer<typeof hostFacts>;

/** Made by the caller, so that planning stays pure: fresh and random ones, or those that a layout has. */
export const identifiers = z.object({
  table: z.guid(),
  partitions: z.array(z.guid()).check(z.length(8)),
  filesystems: z.array(z.guid()).check(z.length(8)),
});
export type Identifiers = z.infer<typeof identifiers>;

export const planInputs = z.object({
  archive: archiveFacts,
  target: targetFacts,
  options: flashOptions,
  host: hostFacts,
  ids: identifiers,
});
export type PlanInputs = z.infer<typeof planInputs>;

export const volume = z.object({
  /** Partition number from 1, or null where the target itself holds the filesystem. */
  number: z.nullable(z.int().check(z.positive())),
  startByte: bytes,
  sizeByte: bytes,
  filesystem,
  label: z.string(),
  uuid: z.string(),
  partuuid: z.optional(z.string()),
  mount: z.string(),
  /** The device node is added as last argument. null: the filesystem is kept. */
  mkfs: z.nullable(command),
  mountOptions: z.string(),
});
export type Volume = z.infer<typeof volume>;

/** A partition without files. */
export const area = z.object({
  number: z.int().check(z.positive()),
  startByte: bytes,
  sizeByte: bytes,
  /** As the layout calls it. */
  name: z.string(),
  /** The node is added as last argument. null: it stays empty. */
  swap: z.nullable(z.object({ uuid: z.string(), label: z.string(), mkswap: command })),
});
export type Area = z.infer<typeof area>;

/** A boot loader, and where it goes. */
export const plannedLoader = z.object({
  /** Its name in the archive; or its path, where it lies beside it. */
  file: z.string(),
  beside: z.optional(fileIdentity),
  pieces: z.array(z.object({ fromByte: bytes, bytes, atByte: bytes })).check(z.maxLength(4)),
});
export type PlannedLoader = z.infer<typeof plannedLoader>;

const uefiStarts = z.enum([
  /** What the archive has for that. */
  'own',
  'systemd-boot',
  /** The kernel, but only from a shell, by a script that is added. */
  'shell',
  /** As above, by a script that the archive has. */
  'own-script',
  /** Because all is to stay as it is. */
  'nothing',
  /** Nothing, because no kernel has a stub for UEFI. */
  'no-kernel',
  /** Nothing, because none of several initramfs is known to be the kernel's. */
  'no-initramfs',
  /** Nothing, because the kernel has no room where it would have to be. */
  'no-room',
]);
export type UefiStarts = z.infer<typeof uefiStarts>;

/** Copied from another name of the tree, or written. */
const bootFile = z.object({
  path: loaderName,
  what: z.string(),
  change: z.discriminatedUnion('kind', [z.object({ kind: z.literal('copy'), from: loaderName }), z.object({ kind: z.literal('text'), text: z.string() })]),
});

export const plan = z.object({
  target: targetFacts,
  layoutId: z.string(),
  /** Size of the target as it is laid; of the image to make, where it is one. */
  sizeByte: bytes,
  mode,
  modeReason: z.string(),
  stage: z.nullable(z.object({ place: z.enum(['memory', 'disk']), bytes })),
  /**
   * Where nobody has asked for a stage: a drive that turns out to write so many bytes a second, or to take so many small
   * writes a second, is filled directly.
   */
  directIf: z.nullable(z.object({ rate: bytes, operations: bytes })),
  unmount: z.array(z.string()),
  /** The folder becomes root's, for root alone, before anything is laid into it. */
  seal: z.boolean(),
  table: z.nullable(z.object({ label: z.enum(['gpt', 'dos']), script: z.string() })),
  /** What is laid like on a smaller drive becomes as large as this one. */
  grow: z.nullable(growth),
  /** In the order of the table; empty where a directory is the target. */
  volumes: z.array(volume),
  /** Beside them. */
  areas: z.array(area),
  /** In the order in which they are written. */
  loaders: z.array(plannedLoader),
  extract: command,
  /** Filesystems and partitions get the UUIDs that another drive has. */
  sameUuids: z.boolean(),
  /** The archive was not read completely: what it holds is proven while it is laid. */
  unread: z.boolean(),
  /** The folder of the archive that is unpacked; null: all of it. */
  inside: z.nullable(inside),
  /** How the archive ends, and so what of it is unpacked. */
  ending,
  /** Lines for /etc/fstab; empty: it is left alone. */
  fstab: z.array(z.string()),
  /** Lines of it that are commented out, as far as the archive's facts tell: their devices are not on the drive. */
  fstabWithout: z.array(z.string()),
  /** Where it would be amended, but cannot be: why, as the end of a sentence, and the lines that it lacks then. */
  fstabStays: z.optional(z.object({ why: z.string(), lacks: z.array(z.string()) })),
  /** Files of the tree that are made to fit the drive, with what changes in them, as far as the archive's facts tell: of those without, nobody knows yet. */
  boot: z.array(z.object({ file: z.string(), changes: z.array(z.object({ from: z.string(), to: z.string() })) })),
  /** What UEFI looks for, and what it starts; null where it starts nothing of this. */
  uefi: z.nullable(z.object({ program: z.string(), starts: uefiStarts })),
  /** Files that are added to the tree so that it boots. */
  bootFiles: z.array(bootFile),
  /** What is set for the first boot, and in which files; and what cannot be. */
  firstBoot: z.object({ lines: z.array(z.string()), gaps: z.array(z.string()) }),
  verify: verification,
  estimates: z.object({ archiveBytes: bytes, streamBytes: bytes, deviceBytes: bytes }),
});
export type Plan = z.infer<typeof plan>;
