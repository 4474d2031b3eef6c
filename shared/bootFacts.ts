import { z } from './zod.ts';

/** What of an archive matters for booting. */

export const LONGEST_LOADER_NAME = 200;

/** Of a file below the root: the root side reads it there. */
export const loaderName = z.string().check(z.maxLength(LONGEST_LOADER_NAME), z.regex(/^(?:(?!\.\.?(?:\/|$))[A-Za-z0-9._+-]+(?:\/(?!$)|$))+$/));

/** A file that matters for booting. */
export const sizedFile = z.object({ name: loaderName, size: z.int().check(z.nonnegative()) });
export type SizedFile = z.infer<typeof sizedFile>;

/** What an archive has for booting beside kernels and boot loaders. */
export const bootFacts = z.object({
  /** Configuration, with those lines that tell where something lies, one character a byte (`shared/boot/`); null: they are too many. */
  files: z
    .array(
      z.object({
        name: z.string().check(z.maxLength(LONGEST_LOADER_NAME)),
        lines: z.nullable(z.array(z.string().check(z.maxLength(1000))).check(z.maxLength(64))),
      }),
    )
    .check(z.maxLength(32)),
  /** Of what it names, by any way in which its paths may be meant, what is there. */
  found: z.array(z.string().check(z.maxLength(LONGEST_LOADER_NAME))).check(z.maxLength(64)),
  /** Kernels of /boot that UEFI can start, and what is called an initramfs there: the newest few, by their names there, which may be links. */
  efiKernels: z.array(sizedFile).check(z.maxLength(8)),
  initrds: z.array(sizedFile).check(z.maxLength(8)),
  /** How many there are, wherever. */
  deviceTrees: z.int().check(z.nonnegative()),
  /** What is booted and cannot be amended, but names drives, as `root=` does (`electron/archive/fixedBoot.ts`). */
  fixed: z
    .array(
      z.object({
        name: z.string().check(z.maxLength(LONGEST_LOADER_NAME)),
        drives: z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(4)),
      }),
    )
    .check(z.maxLength(8)),
});
