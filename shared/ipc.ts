import { z } from './zod.ts';
import type { Failure } from './errors.ts';
import { folderInside } from './inside.ts';
import { label, rootFilesystem } from './layout.ts';
import { bootChoice, fstabChoice, mode, verification } from './plan/types.ts';
import { MOST_LANES } from './lanes.ts';
import type { AppState, LogChunk } from './view.ts';

/**
 * The contract between the window and the main side: what the window may ask for, what comes back, what it is told.
 * Main parses every request by these schemas; the preload has one named function for each.
 */

const path = z.string().check(z.startsWith('/'), z.maxLength(4096));

const deviceRef = z.strictObject({ kind: z.literal('device'), path, diskseq: z.optional(z.string().check(z.maxLength(32))) });

export const targetRef = z.discriminatedUnion('kind', [deviceRef, z.strictObject({ kind: z.literal('image') }), z.strictObject({ kind: z.literal('folder') })]);

export const optionsPatch = z.strictObject({
  layoutId: z.optional(z.string().check(z.regex(/^[a-z0-9-]{1,40}$/))),
  filesystem: z.optional(rootFilesystem),
  label: z.optional(label),
  fstab: z.optional(fstabChoice),
  boot: z.optional(bootChoice),
  verify: z.optional(verification),
  mode: z.optional(z.nullable(mode)),
  imageBytes: z.optional(z.nullable(z.int().check(z.positive()))),
  sameUuids: z.optional(z.boolean()),
  check: z.optional(z.boolean()),
  grow: z.optional(z.boolean()),
});
export type OptionsPatch = z.infer<typeof optionsPatch>;

const line = z.string().check(z.maxLength(256), z.regex(/^\P{Cc}*$/u));

/** An empty text takes an answer back. What else is right the main side tells (`electron/firstBoot/`). */
export const firstBootPatch = z.strictObject({
  hostname: z.optional(line),
  timezone: z.optional(line),
  locale: z.optional(line),
  keyboard: z.optional(line),
  ssh: z.optional(z.boolean()),
  user: z.optional(
    z.strictObject({
      name: z.optional(line),
      password: z.optional(line),
      sshKeys: z.optional(z.array(z.string().check(z.maxLength(8192))).check(z.maxLength(16))),
      administrator: z.optional(z.boolean()),
    }),
  ),
  wifi: z.optional(z.strictObject({ ssid: z.optional(line), password: z.optional(line), country: z.optional(line) })),
});
export type FirstBootPatch = z.infer<typeof firstBootPatch>;

export const capturePatch = z.strictObject({ giveAway: z.optional(z.boolean()), reproducible: z.optional(z.boolean()) });
export type CapturePatch = z.infer<typeof capturePatch>;

const nothing = z.undefined();

export const REQUESTS = {
  readState: nothing,
  /** A file was dropped; `at` names the card on which it was. */
  openArchive: z.strictObject({ path, at: z.nullable(targetRef) }),
  /** Asks for a file in a dialog. */
  chooseArchive: nothing,
  /** Reads the archive again: one of its folders, or all of it. */
  chooseInside: z.strictObject({ folder: z.nullable(folderInside) }),
  /** Ends an inspection, or puts the archive away. */
  closeArchive: nothing,
  refreshDrives: nothing,
  chooseTarget: targetRef,
  /** Drives that are to be written together. */
  chooseDrives: z.strictObject({ refs: z.array(deviceRef).check(z.minLength(1), z.maxLength(MOST_LANES)) }),
  /** Asks in a dialog which file the image is to become. */
  chooseImageFile: nothing,
  /** Asks in a dialog for a file with a layout. */
  chooseLayoutFile: nothing,
  /** null forgets all of it. */
  setFirstBoot: z.nullable(firstBootPatch),
  /** Asks in a dialog for a file with answers. */
  chooseFirstBootFile: nothing,
  leaveReview: nothing,
  /** A drive, or one of its partitions, is to become an archive: asks in a dialog which file. */
  captureDrive: deviceRef,
  /** Another part of the same drive, into the same file. */
  chooseSource: deviceRef,
  /** Asks again which file. */
  chooseArchiveFile: nothing,
  setCapture: capturePatch,
  startCapture: z.strictObject({ planId: z.int().check(z.nonnegative()) }),
  leaveCapture: nothing,
  setOptions: optionsPatch,
  startJob: z.strictObject({ planId: z.int().check(z.nonnegative()), confirmation: z.string().check(z.maxLength(4096)) }),
  cancelJob: nothing,
  /** From the result of a job back to the drives. */
  leaveJob: z.strictObject({ keepArchive: z.boolean() }),
  readLog: z.strictObject({ from: z.int().check(z.nonnegative()) }),
  /** Puts it on the clipboard. */
  copy: z.enum(['commands', 'report']),
} as const satisfies Record<string, z.ZodMiniType>;

export type RequestName = keyof typeof REQUESTS;
export type RequestPayload<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]>;

/** What a request gives; left out: nothing but that it was done. */
interface Answers {
  readonly readState: AppState;
  readonly readLog: LogChunk;
}
export type Answer<Name extends RequestName> = Name extends keyof Answers ? Answers[Name] : void;

/** Results cross processes, exceptions do not. What is not of the contract is refused by a rejection. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** What main tells the window: those slices of the state that have changed. */
export interface Events {
  readonly state: Partial<AppState>;
}

export type ChannelOf<Name extends string> = `tarstrap:${Name}`;

/** What the preload gives the page as `window.tarstrap`. */
export type Bridge = {
  readonly [Name in Exclude<RequestName, 'openArchive'>]: RequestPayload<Name> extends undefined
    ? () => Promise<Result<Answer<Name>>>
    : (payload: RequestPayload<Name>) => Promise<Result<Answer<Name>>>;
} & {
  /** The path of the file is found in the preload and goes to main; `File` is the DOM's. */
  readonly dropArchive: (file: object, at: RequestPayload<'openArchive'>['at']) => Promise<Result<void>>;
  /** @returns what ends the subscription */
  readonly onState: (listener: (slices: Events['state']) => void) => () => void;
};
