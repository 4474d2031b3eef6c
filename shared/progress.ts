import type { PhaseId } from './protocol.ts';

/**
 * One honest fraction for a job of several phases (`design.md` §6). Each phase weighs its estimated seconds; as soon
 * as a phase has run for a while its weight is corrected by its own pace. The result never falls, stays below 1 until
 * the job is finished, and all of it is a pure function of the state, the samples and the given time.
 */

export interface PhaseWeight {
  readonly phase: PhaseId;
  readonly seconds: number;
}

export interface ProgressState {
  readonly phases: readonly PhaseWeight[];
  readonly current: number;
  /** Seconds since the job's start at which the current phase began. */
  readonly since: number;
  readonly fraction: number;
  readonly eta: number | null;
}

/** Short of the end until the job says that it has ended. */
const ALMOST = 0.999;

export function startProgress(phases: readonly PhaseWeight[]): ProgressState {
  return { phases, current: 0, since: 0, fraction: 0, eta: null };
}

/** Enters a phase: the ones before it weigh what they took. Phases never run backwards; an unknown one is ignored. */
export function enterPhase(state: ProgressState, phase: PhaseId, now: number): ProgressState {
  const next = state.phases.findIndex((candidate) => candidate.phase === phase);
  if (next <= state.current) return state;
  const phases = state.phases.map((entry, i) =>
    i === state.current ? { ...entry, seconds: now - state.since } : i > state.current && i < next ? { ...entry, seconds: 0 } : entry,
  );
  return { ...state, phases, current: next, since: now };
}

/** A pace is believed in proportion to what has been seen of the phase, fully from a fifth on. */
function correctedSeconds(estimate: number, took: number, done: number): number {
  if (done <= 0) return Math.max(estimate, took);
  const trust = Math.min(1, done * 5);
  // (took / done) * trust, without a division by almost nothing.
  return estimate * (1 - trust) + took * Math.min(5, 1 / done);
}

/**
 * @param done share of the current phase that is done, 0 to 1
 * @param now seconds since the job's start
 */
export function advance(state: ProgressState, done: number, now: number): ProgressState {
  const share = Math.min(1, Math.max(0, done));
  const own = correctedSeconds(state.phases[state.current]?.seconds ?? 0, now - state.since, share);
  const seconds = state.phases.map((entry, i) => (i === state.current ? own : entry.seconds));
  const total = seconds.reduce((sum, value) => sum + value, 0);
  const before = seconds.slice(0, state.current).reduce((sum, value) => sum + value, 0);
  const raw = total > 0 ? (before + own * share) / total : 0;
  const fraction = Math.max(state.fraction, Math.min(ALMOST, raw));
  return { ...state, fraction, eta: smoothEta(state.eta, total * (1 - raw), now, raw) };
}

export function finish(state: ProgressState): ProgressState {
  return { ...state, fraction: 1, eta: 0 };
}

/** Hidden for the first seconds, then follows slowly: a figure that jumps is believed by nobody. */
function smoothEta(previous: number | null, remaining: number, now: number, fraction: number): number | null {
  if (now < 3 || fraction < 0.03) return null;
  return previous === null ? remaining : previous * 0.8 + remaining * 0.2;
}

/**
 * Share of the device's work that is done, by bytes that reached the device. What it will be in the end is estimated
 * before, and known ever better as tar comes to its end: then it is what was written and what still waits in memory.
 *
 * @param tarShare share of the stream that tar has read, 0 to 1
 * @param written bytes that the device has written since the phase began
 * @param waiting dirty and write-back bytes in memory
 * @param estimate bytes expected before
 */
export function deviceShare(tarShare: number, written: number, waiting: number, estimate: number): number {
  const expected = estimate * (1 - tarShare) + (written + waiting) * tarShare;
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
const GUESSED_MBPS: Readonly<Record<string, number>> = { mmc: 20, usb: 25, loop: 300, nvme: 800, sata: 250, ata: 250, virtio: 300 };

export function guessedRate(bus: string | undefined): number {
  return (GUESSED_MBPS[bus ?? ''] ?? 60) * 1e6;
}

/** Sets what a phase is expected to take, once that is known better. */
export function weigh(state: ProgressState, phase: PhaseId, seconds: number): ProgressState {
  return { ...state, phases: state.phases.map((entry) => (entry.phase === phase ? { ...entry, seconds: Math.max(0, seconds) } : entry)) };
}
