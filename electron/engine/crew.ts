import { Scope } from '../run/scope.ts';
import { openLosses } from './extract/losses.ts';
import type { Job, Lane } from './job.ts';
import type { Metered } from './meter.ts';

/**
 * The lanes that share a piece of work, as one: what it says is said in every lane, how far it is shows in every lane, and it ends when none of
 * them wants it any more.
 */
export function crewOf(jobs: readonly Lane[]): Job {
  const [first] = jobs as readonly [Lane, ...Lane[]];
  return {
    ...first,
    signal: whenAll(jobs.map(({ signal }) => signal)),
    giveUp: (problem) => jobs.forEach(({ giveUp }) => giveUp(problem)),
    scope: new Scope(),
    emit: (event) => jobs.forEach(({ emit }) => emit(event)),
    meter: together(jobs.map(({ meter }) => meter)),
    losses: openLosses(),
    gone: () => undefined,
  };
}

/** @returns aborted when the last of them is, for its reason */
function whenAll(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const onAbort = (): void => {
    const last = signals.at(-1);
    if (signals.every(({ aborted }) => aborted)) all.abort(last?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
  onAbort();
  return all.signal;
}

function together(meters: readonly Metered[]): Metered {
  const [first] = meters as readonly [Metered, ...Metered[]];
  return {
    get elapsed() {
      return first.elapsed;
    },
    watch: (sources) => meters.forEach((meter) => meter.watch(sources)),
    enter: (phase) => meters.forEach((meter) => meter.enter(phase)),
    follow: (position) => meters.forEach((meter) => meter.follow(position)),
    tarAt: (position) => meters.forEach((meter) => meter.tarAt(position)),
    share: (done) => meters.forEach((meter) => meter.share(done)),
    reweigh: (phase, weight) => meters.forEach((meter) => meter.reweigh(phase, weight)),
  };
}
