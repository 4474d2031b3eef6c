import {
  advance,
  deviceShare,
  enterPhase,
  finish,
  type Part,
  type ProgressState,
  type Rate,
  reweigh,
  startProgress,
  updateRate,
} from '../../shared/progress.ts';
import type { LaneEvent, PhaseId } from '../../shared/protocol.ts';
import { bytesRead, bytesWritten } from './disk/sysfs.ts';

/** How often a tick goes out. */
const TICK_MS = 250;
/** tar is asked as often, and each of its words makes a tick while it is new. One that is late is not waited for longer. */
const LATE_MS = 400;
/** The first tick of a new reading does not wait for its turn: who has just pressed the button wants to see it go. */
const FIRST_MS = 60;

/** Where the numbers of the moment come from. */
export interface Sources {
  readonly archiveSize?: number;
  readonly streamBytes?: number | undefined;
  /** What is made of it meanwhile where it is not known. */
  readonly likelyBytes?: (() => number | undefined) | undefined;
  /** Share of the stream that lies before a position in the archive's file; left out: as much as of the file. */
  readonly shareAt?: ((position: number) => number) | undefined;
  /** The archive's file is tar's stream itself: its position is tar's own, and newer than tar's last word. */
  readonly isPlain?: boolean;
  /** What a share of the stream that was read is worth, where it is more work in one place than in another. */
  readonly reached?: (read: number) => number;
  /** `MAJ:MIN` of the device whose written bytes count. */
  readonly device?: string;
  /** Bytes that the device is expected to write while tar unpacks; left out: tar's position alone counts. */
  readonly deviceBytes?: () => number;
  /** Bytes that wait in memory for this device now. */
  readonly waiting?: () => number;
  /** Bytes that the device will have written when a phase that knows its share is done: it says so between two reports. */
  readonly deviceTotal?: number;
  /** The same of bytes that it will have read. */
  readonly deviceReads?: number;
  /** Share of what goes on beside the writing, and is waited for as well: no more than that is done. */
  readonly beside?: () => number;
  /** Seconds that it will take to compare it all however fast the drive is, as far as that shows by now; where that comes next. */
  readonly comparing?: (() => number | undefined) | undefined;
  /** Where a phase reads the archive more than once: which pass this is, from 0, and of how many. */
  readonly pass?: { readonly index: number; readonly of: number };
}

/** What is told how far a job is. */
export interface Metered {
  /** Seconds since the job was asked for. */
  readonly elapsed: number;
  /** From now on these are looked at; the device counts from here, on top of what was written before. */
  readonly watch: (sources: Sources) => void;
  readonly enter: (phase: PhaseId) => void;
  /** Where the archive's position can be read from now on: somebody is about to read it. */
  readonly follow: (position: () => number) => void;
  /** tar's own word on how far it is. */
  readonly tarAt: (position: number) => void;
  /** For phases that know their share themselves. */
  readonly share: (done: number) => void;
  /** What another phase takes, against the writing of the drive; heard only at the beginning. */
  readonly reweigh: (phase: PhaseId, weight: number) => void;
}

/** Samples, folds them into one fraction (`shared/progress.ts`), and sends a tick four times a second. */
export class Meter implements Metered {
  readonly #emit: (event: LaneEvent) => void;
  #state: ProgressState = startProgress([]);
  #phase: PhaseId = 'prepare';
  #sources: Sources = {};
  /** Of the part that comes next. */
  #isAhead = false;
  readonly #startedAt = performance.now();
  #deviceStart = 0;
  #tarPosition: number | null = null;
  #phaseShare: number | null = null;
  /** What the device had done when that was told, as such a share. */
  #deviceThen = 0;
  #archivePosition = 0;
  #readArchive: () => number = () => 0;
  #deviceTotal = 0;
  #lastSign = 0;
  #archiveRate: Rate = { position: 0, at: 0, perSecond: 0 };
  #deviceRate: Rate = { position: 0, at: 0, perSecond: 0 };
  #timer: NodeJS.Timeout | undefined;
  #first: NodeJS.Timeout | undefined;

  constructor(emit: (event: LaneEvent) => void) {
    this.#emit = emit;
  }

  start(parts: readonly Part[]): void {
    this.#state = startProgress(parts);
    this.#wait(TICK_MS);
  }

  get elapsed(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  get deviceWritten(): number {
    return this.#deviceTotal;
  }

  watch(sources: Sources): void {
    this.#sample();
    this.#sources = sources;
    this.#isAhead = true;
    this.#tarPosition = null;
    this.#deviceStart = sources.device ? bytesWritten(sources.device) - this.#deviceTotal : 0;
    this.#sign();
  }

  enter(phase: PhaseId): void {
    const before = this.#state.current;
    this.#state = enterPhase(this.#state, phase, this.elapsed);
    // What was done of another part says nothing of this one.
    if (this.#state.current !== before && !this.#isAhead) this.watch({});
    this.#isAhead = false;
    this.#phase = phase;
    this.#phaseShare = null;
    // A rate fades out slowly; what stands still from now on must not seem to move.
    if (phase !== 'extract' && phase !== 'verify') this.#archiveRate = { ...this.#archiveRate, perSecond: 0 };
    if (phase === 'verify') this.#deviceRate = { ...this.#deviceRate, perSecond: 0 };
    this.#sign();
    this.#emit({ type: 'phase', phase });
    this.tick();
  }

  follow(position: () => number): void {
    this.#readArchive = position;
    clearTimeout(this.#first);
    if (this.#timer) this.#first = setTimeout(() => this.tick(), FIRST_MS);
  }

  tarAt(position: number): void {
    this.#tarPosition = position;
    this.#sign();
    if (!this.#timer) return;
    this.tick();
    this.#wait(LATE_MS);
  }

  share(done: number): void {
    this.#phaseShare = done;
    this.#deviceThen = this.#byDevice();
    this.#sign();
  }

  reweigh(phase: PhaseId, weight: number): void {
    this.#state = reweigh(this.#state, phase, { weight });
  }

  finish(): void {
    this.stop();
    this.#sample();
    this.#state = finish(this.#state);
    this.#send();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    clearTimeout(this.#first);
  }

  tick(): void {
    this.#sample();
    const atLeast = this.#sources.comparing?.();
    if (atLeast !== undefined) this.#state = reweigh(this.#state, 'verify', { atLeast });
    this.#state = advance(this.#state, this.#done(), this.elapsed);
    this.#send();
  }

  /** For the next tick that nothing else brings about. */
  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.tick();
      this.#wait(TICK_MS);
    }, ms);
  }

  #sign(): void {
    this.#lastSign = performance.now();
  }

  #sample(): void {
    const { device } = this.#sources;
    const archive = this.#readArchive();
    const written = device ? bytesWritten(device) - this.#deviceStart : this.#deviceTotal;
    if (archive !== this.#archivePosition || written !== this.#deviceTotal) this.#sign();
    this.#archivePosition = archive;
    this.#deviceTotal = Math.max(this.#deviceTotal, written);
    this.#archiveRate = updateRate(this.#archiveRate, archive, this.elapsed);
    this.#deviceRate = updateRate(this.#deviceRate, this.#deviceTotal, this.elapsed);
  }

  #done(): number {
    const { deviceBytes, deviceTotal, waiting = () => 0, beside = () => 1, reached = (read) => read, pass = { index: 0, of: 1 } } = this.#sources;
    if (this.#phaseShare !== null) return Math.min(beside(), this.#phaseShare + Math.max(0, this.#byDevice() - this.#deviceThen));
    // Nobody has said a word yet; and who unpacks for several may be far ahead of this one's drive.
    if (deviceTotal !== undefined) return Math.min(beside(), this.#deviceTotal / deviceTotal);
    const read = (pass.index + reached(Math.min(1, this.#read()))) / pass.of;
    return deviceBytes ? deviceShare(read, this.#deviceTotal, waiting(), deviceBytes()) : read;
  }

  /** Newer than what a program has last said of itself, but others may use the device as well: it counts from there on only. */
  #byDevice(): number {
    const { device, deviceTotal, deviceReads } = this.#sources;
    if (device && deviceReads) return bytesRead(device) / deviceReads;
    return device && deviceTotal ? bytesWritten(device) / deviceTotal : 0;
  }

  /**
   * Share of the archive that tar has read. A position in a compressed file is not one in the stream: it counts only until tar speaks, or
   * where nobody knows how long the stream is.
   */
  #read(): number {
    const { archiveSize = 0, isPlain, shareAt = (position) => position / archiveSize } = this.#sources;
    const streamBytes = this.#sources.streamBytes ?? this.#sources.likelyBytes?.();
    const byTar = this.#tarPosition !== null && streamBytes ? this.#tarPosition / streamBytes : 0;
    const byFile = archiveSize && (isPlain || byTar === 0) ? shareAt(this.#archivePosition) : 0;
    return Math.max(byTar, byFile);
  }

  #send(): void {
    this.#emit({
      type: 'progress',
      phase: this.#phase,
      fraction: this.#state.fraction,
      archivePosition: this.#archivePosition,
      archiveSize: this.#sources.archiveSize ?? 0,
      tarPosition: this.#tarPosition,
      deviceWritten: this.#deviceTotal,
      archiveRate: this.#archiveRate.perSecond,
      deviceRate: this.#deviceRate.perSecond,
      eta: this.#state.eta,
      elapsed: this.elapsed,
      age: performance.now() - this.#lastSign,
    });
  }
}
