import type { Contest, Run } from './contest.ts';
import { VERIFIED } from './ours.ts';
import { BY_HAND, BY_HAND_COMPARED } from './peers.ts';
import { median, pairedRatio } from './statistics.ts';
import { figure, formatTable } from './table.ts';

/** Contests as text. Pure. */

/** What is counted of a run; `writing`: from the first byte of a disk image on a drive to the last. */
export type Counted = 'whole' | 'job' | 'writing';

/** Of one contestant, by round, in seconds; a hole where it did not run. */
export function roundsOf({ runs }: Contest, contestant: string, what: Counted = 'whole'): (number | undefined)[] {
  const rounds: (number | undefined)[] = [];
  for (const run of runs) if (run.contestant === contestant) rounds[run.round] = secondsOf(run, what);
  return Array.from(rounds);
}

export function secondsOf(run: Run, what: Counted): number | undefined {
  return what === 'writing' ? run.watched?.phases.write : run[what];
}

const HEAD = ['', 'whole s', '÷ by hand', 'job s', '÷ by hand', 'CPU s', 'memory MB', 'written MB', 'bar ± points', 'ETA at half', 'first tick ms'];

/**
 * Medians of each contestant's rounds. `whole`: the program from its start to its end; `job`: from before mkfs to a device that may be taken away. Who
 * verifies is set against who compares by hand.
 */
export function contestTable(contest: Contest): string {
  const names = [...new Set(contest.runs.map(({ contestant }) => contestant))].toSorted((a, b) => rank(a) - rank(b));
  const rows = names.map((name) => {
    const runs = contest.runs.filter(({ contestant }) => contestant === name);
    const of = (pick: (run: Run) => number | undefined): number => median(runs.flatMap((run) => pick(run) ?? []));
    const against = (what: 'whole' | 'job'): number => pairedRatio(roundsOf(contest, name, what), roundsOf(contest, counterpartOf(name), what));
    return [
      name,
      figure(of(({ whole }) => whole)),
      figure(against('whole')),
      figure(of(({ job }) => job)),
      figure(against('job')),
      figure(of(({ cpuSeconds }) => cpuSeconds)),
      figure(of(({ peakBytes }) => peakBytes / 1e6)),
      figure(of(({ written }) => written / 1e6)),
      figure(of(({ watched }) => watched?.barError)),
      percent(of(({ watched }) => watched?.etaError)),
      figure(of(({ watched }) => watched?.firstProgress && watched.firstProgress * 1000)),
    ];
  });
  const rounds = Math.max(...contest.runs.map(({ round }) => round)) + 1;
  return `${contest.input}, ${contest.medium}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}\n${formatTable(HEAD, rows)}`;
}

function counterpartOf(name: string): string {
  return name === VERIFIED.name || name === BY_HAND_COMPARED.name ? BY_HAND_COMPARED.name : BY_HAND.name;
}

/** By hand first, then we, then the others. */
function rank(name: string): number {
  return name.startsWith('by hand') ? 0 : name.startsWith('Tarstrap') ? 1 : 2;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)} %` : '–';
}
