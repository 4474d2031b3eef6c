import { Scope } from '../run/scope.ts';
import { openLosses } from './extract/losses.ts';
import type { Job, Lane } from './job.ts';
import type { Metered } from './meter.ts';
import { limitNotices } from './notices.ts';

/** The lanes that share a piece of work, as one: what it says is said in every lane, and how far it is shows in every lane. */
export interface Crew {
  readonly job: Job;
  /** From now on all of it shows in this lane as well, and what was said before. */
  readonly join: (lane: Lane) => void;
  readonly leave: (lane: Lane) => void;
}

type Word = (lane: Lane) => void;

/** @param first of them, which has yet to join @param signal of their work */
export function openCrew(first: Lane, signal: AbortSignal): Crew {
  const members = new Set<Lane>();
  const said: Word[] = [];
  const tell = (word: Word): void => members.forEach(word);
  const say = (word: Word): void => {
    said.push(word);
    tell(word);
  };
  const keep = limitNotices((event) => said.push((lane) => lane.emit(event)));
  const meter: Metered = {
    get elapsed() {
      return first.meter.elapsed;
    },
    watch: (sources) => say((lane) => lane.meter.watch(sources)),
    enter: (phase) => say((lane) => lane.meter.enter(phase)),
    follow: (position) => say((lane) => lane.meter.follow(position)),
    tarAt: (position) => tell((lane) => lane.meter.tarAt(position)),
    share: (done) => tell((lane) => lane.meter.share(done)),
    reweigh: (phase, weight) => say((lane) => lane.meter.reweigh(phase, weight)),
  };
  const job: Job = {
    ...first,
    signal,
    giveUp: (problem) => say((lane) => lane.giveUp(problem)),
    scope: new Scope(),
    emit: (event) => {
      keep(event);
      tell((lane) => lane.emit(event));
    },
    meter,
    losses: openLosses(),
    gone: () => undefined,
  };
  const join = (lane: Lane): void => {
    members.add(lane);
    said.forEach((word) => word(lane));
  };
  return { job, join, leave: (lane) => void members.delete(lane) };
}

/** All of them from the start. It ends when none of them wants it any more. */
export function crewOf(jobs: readonly Lane[]): Job {
  const [first] = jobs as readonly [Lane, ...Lane[]];
  const crew = openCrew(first, whenAll(jobs.map(({ signal }) => signal)));
  jobs.forEach(crew.join);
  return crew.job;
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
