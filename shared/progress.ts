import type { Compression } from './facts.ts';
import type { PhaseId } from './protocol.ts';

/**
 * One honest fraction for a job of several phases (`design.md` §6). The bar is divided once, by what each part is
 * expected to weigh against the main one, the writing of the drive, and is divided anew only at its beginning: so it follows the bytes
 * that reach the drive, and a drive that is slower than guessed moves it slower but does not shift it. Time is measured,
 * and only the time to go is reckoned from it. All of it is a pure function of state, samples and the given time.
 */

/** Phases that share one part of the bar, such as unpacking and the flush of what tar left in memory. */
export interface Part {
  readonly phases: readonly PhaseId[];
  /** Against the main part, which weighs 1. */
  readonly weight: number;
  /** Seconds that it takes at least, however fast the main part turns out to be. */
  readonly atLeast?: number;
  /** Seconds that it takes to its end when all of its work is done; none where left out. The bar stands meanwhile. */
  readonly tail?: number;
}

export interface ProgressState {
  readonly parts: readonly Part[];
  readonly current: number;
  /** Seconds since the job's start at which the current part began. */
  readonly since: number;
  readonly fraction: number;
  /** Seconds that the main part takes in all, as its beginning has shown; 0 while nothing has. */
  readonly main: number;
  /** Seconds to go, once they are worth telling. */
  readonly eta: number | null;
  /** The same before that, as it was at `at` seconds since the job's start. */
  readonly foreseen: number | null;
  readonly at: number;
}

/** Short of the end until the job says that it has ended. */
const ALMOST = 0.999;

export function startProgress(parts: readonly Part[]): ProgressState {
  return { parts, current: 0, since: 0, fraction: 0, main: 0, eta: null, foreseen: null, at: 0 };
}

/** Of the bar. A later change would move what is drawn. */
const EARLY = 0.15;

/** What a part weighs, or takes at least, told when the beginning of the main one has shown it. */
export function reweigh(state: ProgressState, phase: PhaseId, load: Pick<Part, 'weight'> | Required<Pick<Part, 'atLeast'>>): ProgressState {
  const { parts, fraction } = state;
  if (fraction > EARLY) return state;
  return { ...state, parts: parts.map((part) => (part.phases.includes(phase) ? { ...part, ...load } : part)) };
}

/** Parts never run backwards; a phase of none of them changes nothing. */
export function enterPhase(state: ProgressState, phase: PhaseId, now: number): ProgressState {
  const next = state.parts.findIndex(({ phases }) => phases.includes(phase));
  return next <= state.current ? state : { ...state, current: next, since: now };
}

function weigh(parts: readonly Part[], main: number): number {
  return parts.reduce((sum, part) => sum + weightOf(part, main), 0);
}

function weightOf({ weight, atLeast = 0 }: Part, main: number): number {
  return main > 0 ? Math.max(weight, atLeast / main) : weight;
}

/** From this share of the main part on its pace is believed: what comes before goes into memory. */
const PACED = 0.05;
/** Seconds: less was not measured. */
const MOMENT = 0.001;

function paceOf({ parts, current, since, fraction, main }: ProgressState, share: number, now: number): number {
  return parts[current]?.weight === 1 && share >= PACED && fraction <= EARLY ? Math.max(MOMENT, now - since) / share : main;
}

/**
 * @param done share of the current part that is done, 0 to 1
 * @param now seconds since the job's start
 */
export function advance(state: ProgressState, done: number, now: number): ProgressState {
  const { parts, current } = state;
  const part = parts[current];
  if (part === undefined || state.fraction === 1) return state;
  const share = Math.min(1, Math.max(0, done));
  const main = paceOf(state, share, now);
  const total = weigh(parts, main);
  if (total <= 0) return state;
  const own = weightOf(part, main);
  const reached = (weigh(parts.slice(0, current), main) + own * share) / total;
  const fraction = Math.max(state.fraction, Math.min(ALMOST, reached));
  const took = now - state.since;
  const isKnown = current >= parts.findIndex(({ phases }) => phases.includes('write'));
  const perWeight = isKnown && own > 0 && share >= BELIEVABLE ? took / (own * share) : undefined;
  // When all of it is done, what is foreseen of its tail only runs out.
  const isOver = share >= ALMOST && state.foreseen !== null;
  const remaining = perWeight === undefined || isOver ? null : total * (1 - reached) * perWeight + tails(parts.slice(current));
  return { ...state, fraction, main, ...foresee(state, remaining, now), at: now };
}

function tails(parts: readonly Part[]): number {
  return parts.reduce((sum, { tail = 0 }) => sum + tail, 0);
}

/** A pace is believed from this share of a part on; that of filling a stage says nothing about the drive. */
const BELIEVABLE = 0.02;

/** Follows slowly from the first moment, but is told only when a part has run for some seconds: a figure that jumps is believed by nobody. */
function foresee({ eta, foreseen, at, since }: ProgressState, remaining: number | null, now: number): Pick<ProgressState, 'eta' | 'foreseen'> {
  const isYoung = now - since < 3;
  // What was foreseen has come nearer meanwhile: else the figure would lag behind by as much as it is smoothed.
  const before = foreseen === null ? null : Math.max(0, foreseen - (now - at));
  const next = remaining === null || (isYoung && eta !== null) ? before : smooth(before, remaining);
  return { foreseen: next, eta: isYoung && eta === null ? null : next };
}

function smooth(before: number | null, now: number): number {
  return before === null ? now : before * 0.8 + now * 0.2;
}

export function finish(state: ProgressState): ProgressState {
  return { ...state, fraction: 1, eta: 0 };
}

/**
 * Share of the device's work that is done, by bytes that reached the device. What it will be in the end is estimated
 * before, and known ever better as tar comes to its end: it is what was written, what still waits in memory, and the
 * estimate for what tar has not read yet.
 *
 * @param tarShare share of the stream that tar has read, 0 to 1
 * @param written bytes that the device has written since the phase began
 * @param waiting dirty and write-back bytes in memory
 * @param estimate bytes expected before
 */
export function deviceShare(tarShare: number, written: number, waiting: number, estimate: number): number {
  const expected = written + waiting + estimate * (1 - tarShare);
  const share = expected > 0 ? written / expected : tarShare;
  return Math.min(share, tarShare);
}

export interface Rate {
  readonly position: number;
  readonly at: number;
  readonly perSecond: number;
}

/** An exponentially weighted rate with a time constant of two seconds. */
export function updateRate(rate: Rate, position: number, now: number): Rate {
  const span = now - rate.at;
  if (span <= 0) return rate;
  const momentary = Math.max(0, position - rate.position) / span;
  const keep = rate.at === 0 ? 0 : Math.exp(-span / 2);
  return { position, at: now, perSecond: rate.perSecond * keep + momentary * (1 - keep) };
}

/** Megabytes a second by medium, before anything was measured. Deliberately modest. */
const GUESSED_MBPS: Readonly<Record<string, number>> = { mmc: 20, usb: 25, loop: 25, nvme: 800, sata: 250, ata: 250, virtio: 300 };

export function guessedRate(bus: string | undefined): number {
  return (GUESSED_MBPS[bus ?? ''] ?? 60) * 1e6;
}

/** Bytes of the tar stream a second into memory, by what has to be decompressed (one core, modest). */
export const UNPACKING: Readonly<Record<Compression, number>> = {
  none: 800e6,
  gzip: 300e6,
  zstd: 500e6,
  lz4: 500e6,
  compress: 100e6,
  xz: 60e6,
  lzma: 60e6,
  lzip: 50e6,
  bzip2: 37e6,
};
