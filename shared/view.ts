import type { Failure } from './errors.ts';
import type { ArchiveFacts } from './facts.ts';
import type { DriveFacts } from './targetFacts.ts';
import type { ImageFacts } from './imageFacts.ts';
import type { JobOutcome } from './job.ts';
import type { Layout, RootFilesystem } from './layout.ts';
import type { BootChoice, FstabChoice, Mode, Plan } from './plan/types.ts';
import type { PhaseId, Progress } from './protocol.ts';
import type { Remark } from './remarks.ts';

/**
 * What the window draws. The main side owns it; the window gets it in slices, each one whole, and only those that have
 * changed. Sizes in bytes, rates in bytes a second, times in seconds.
 */
export interface AppState {
  readonly about: AboutView;
  readonly archive: ArchiveView;
  readonly drives: DrivesView;
  readonly review: ReviewView | null;
  /** The way back: a drive that is to become an archive. */
  readonly capture: CaptureView | null;
  readonly job: JobView | null;
}

export interface AboutView {
  readonly version: string;
  readonly layouts: readonly { readonly id: string; readonly title: string }[];
}

/** Where a file was dropped, or what is chosen as its target. */
export type TargetRef =
  | {
      readonly kind: 'device';
      /** Of the whole drive, or of one of its partitions. */
      readonly path: string;
      /** `diskseq` of the drive as it was shown: another medium under the same name is another target. */
      readonly diskseq?: string | undefined;
    }
  | { readonly kind: 'image' }
  | { readonly kind: 'folder' };

export type ArchiveView =
  | { readonly kind: 'none' }
  | { readonly kind: 'inspecting'; readonly path: string; readonly position: number; readonly size: number }
  | {
      readonly kind: 'ready';
      readonly path: string;
      readonly facts: ArchiveFacts;
      /** What a capture has left beside it; null where there is nothing. */
      readonly beside: LayoutBeside | null;
      /** How far the rest of it was read, in bytes of the file; null where nothing is read. */
      readonly reading: { readonly position: number; readonly size: number } | null;
    }
  | { readonly kind: 'image'; readonly path: string; readonly facts: ImageFacts }
  | {
      readonly kind: 'refused';
      readonly path: string;
      readonly problem: Failure;
      /** The card on which it was dropped, if it was one. */
      readonly at: TargetRef | null;
    };

/** A layout, or why it cannot be used. */
export type LayoutBeside = { readonly layout: Layout } | { readonly problem: Failure };

export interface DrivesView {
  /** false until the first look. */
  readonly known: boolean;
  readonly drives: readonly DriveFacts[];
  /** Why they cannot be listed. */
  readonly problem: Failure | null;
  /** How changes are noticed: told by the kernel and udev, or found by looking again; null until it is known. */
  readonly watching: 'events' | 'polling' | null;
}

/** What can be set in Review; what is null is chosen for the user. */
export interface OptionsView {
  readonly layoutId: string;
  readonly filesystem: RootFilesystem;
  readonly label: string;
  readonly fstab: FstabChoice;
  readonly boot: BootChoice;
  readonly verify: Plan['verify'];
  readonly mode: Mode | null;
  readonly imageBytes: number | null;
  /** Those of the drive that was captured, where the layout tells them. */
  readonly sameUuids: boolean;
  /** The archive is read completely before it is written. */
  readonly check: boolean;
  /** Of a disk image: its last partition gets the room behind it. */
  readonly grow: boolean;
}

/** A stretch of a drive, for its partition bar. */
export interface Segment {
  readonly size: number;
  readonly kind: 'partition' | 'free';
  readonly filesystem?: string | undefined;
  readonly label?: string | undefined;
  readonly mounts: readonly string[];
}

export interface TargetView {
  readonly ref: TargetRef;
  readonly kind: 'disk' | 'partition' | 'directory' | 'image';
  /** Model of the drive, or name of the file or folder. */
  readonly title: string;
  readonly path: string;
  /** null where it is not known yet. */
  readonly size: number | null;
  readonly bus: string | undefined;
  readonly serial: string | undefined;
}

export interface ReviewView {
  /** One for each target; several targets are whole drives. */
  readonly lanes: readonly ReviewLane[];
  /** The drive and its partitions, where only one of these could be written instead. */
  readonly places: readonly { readonly ref: TargetRef; readonly label: string }[];
  readonly options: OptionsView;
  /** The layout has FAT for everything: there is no other filesystem to choose, and nothing that is amended. */
  readonly isOnFat: boolean;
  /** Of a file that the user has chosen: what it calls itself, and why the last one cannot be used. */
  readonly ownLayout: { readonly title: string | null; readonly problem: Failure | null };
  /** null where there is none. */
  readonly firstBoot: FirstBootView | null;
  readonly plan: PlanView;
}

/** What is answered before the first boot; what is empty is as the archive has it. No password is among it. */
export interface FirstBootView {
  readonly hostname: string;
  readonly timezone: string;
  readonly locale: string;
  readonly keyboard: string;
  /** sshd is switched on. */
  readonly ssh: boolean;
  readonly user: { readonly name: string; readonly hasPassword: boolean; readonly sshKeys: readonly string[]; readonly administrator: boolean };
  readonly wifi: { readonly ssid: string; readonly hasPassword: boolean; readonly country: string };
  /** What a file has said beside that, for people. */
  readonly more: readonly string[];
  /** Another number whenever all of it was replaced at once: what is half typed then is of yesterday. */
  readonly edition: number;
}

/** What is to become of one target. */
export interface ReviewLane {
  readonly target: TargetView;
  readonly before: readonly Segment[];
  /** null as long as nothing can be done to it. */
  readonly planned: { readonly after: readonly Segment[]; readonly lines: readonly string[] } | null;
  /** Why it cannot be written. */
  readonly problem: Failure | null;
}

/** What all lanes have in common. */

export type PlanView =
  /** There is nothing to write yet, or an archive has to be read completely first; `unread` says why, as the end of a sentence. */
  | { readonly kind: 'waiting'; readonly unread: string | null }
  /** The problem of a lane, the first that has one. */
  | { readonly kind: 'refused'; readonly problem: Failure }
  | {
      readonly kind: 'ready';
      /** Names exactly this plan when it is started. */
      readonly id: number;
      readonly remarks: readonly Remark[];
      readonly commands: readonly string[];
      /** What must be typed before it can be started; null where one press is enough. */
      readonly confirmation: string | null;
      /** Something that is there now will be gone. */
      readonly destructive: boolean;
    };

export interface CaptureView {
  readonly source: TargetView;
  /** What lies on it now, where it is a whole drive. */
  readonly before: readonly Segment[];
  /** The drive and its partitions, where only one of these could be captured instead. */
  readonly places: ReviewView['places'];
  /** The file that is to be made. */
  readonly archive: string;
  readonly options: {
    /** Without what is of this machine alone. */
    readonly giveAway: boolean;
    readonly reproducible: boolean;
  };
  readonly plan:
    | { readonly kind: 'refused'; readonly problem: Failure }
    | {
        readonly kind: 'ready';
        /** Names exactly this plan when it is started. */
        readonly id: number;
        readonly lines: readonly string[];
        readonly commands: readonly string[];
        /** Files that are there, and go. */
        readonly replaces: readonly string[];
      };
}

export interface JobView {
  readonly id: number;
  readonly kind: 'flash' | 'capture';
  readonly archive: { readonly kind: 'archive' | 'image'; readonly path: string; readonly size: number };
  /** One for each target. What follows is of all of them together. */
  readonly lanes: readonly JobLane[];
  readonly stage: 'starting' | 'running' | 'cancelling' | 'ended';
  readonly phases: readonly PhaseId[];
  readonly phase: PhaseId | null;
  readonly progress: Omit<Progress, 'type'> | null;
  readonly rates: RateHistory;
  /** The first few warnings, cut short; all of them are in the log. */
  readonly warnings: readonly string[];
  readonly warningCount: number;
  /** Lines that the log has by now; read with `readLog`. */
  readonly logLength: number;
  /** The worst of all lanes', when the last of them has ended. */
  readonly outcome: JobOutcome | null;
}

/** How it stands with one target. */
export interface JobLane {
  readonly target: TargetView;
  readonly phase: PhaseId | null;
  readonly fraction: number;
  readonly deviceRate: number;
  /** Age of the newest sign of life, in milliseconds. */
  readonly age: number;
  readonly outcome: JobOutcome | null;
}

/** Evenly spaced samples since the job's beginning, of both rates. */
export interface RateHistory {
  /** Seconds between two samples. */
  readonly every: number;
  readonly archive: readonly number[];
  readonly device: readonly number[];
}

export interface LogChunk {
  readonly lines: readonly string[];
  /** Where to read on; equal to the length of the log at its end. */
  readonly next: number;
}
